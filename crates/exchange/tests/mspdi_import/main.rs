//! From a Microsoft Project file to an organization: on made-up files, and on real plans whose dates are computed anew.

mod back;
mod made_up;
mod oracle;
mod pipe;
mod properties;
mod report;
mod rules;
mod strip;
mod whole;
#[expect(dead_code, reason = "the tests of the reader use more of it")]
#[path = "../mspdi/xml.rs"]
mod xml;

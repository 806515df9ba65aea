//! Structure: units, positions, people, who holds what, and who is responsible for what. Everything is dated, and every question takes a day.

mod administrators;
mod appointments;
mod delegations;
mod memberships;
mod people;
mod positions;
mod responsibilities;
mod roles;
mod units;

pub use administrators::*;
pub use appointments::*;
pub use delegations::*;
pub use memberships::*;
pub use people::*;
pub use positions::*;
pub use responsibilities::*;
pub use roles::*;
pub use units::*;

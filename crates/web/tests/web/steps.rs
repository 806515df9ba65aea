//! Steps that several tests take: undoing what the toast says, and finding a form by the beginning of its name.

use crate::harness::{Browser, Page};

/// Takes back what the page's toast says, as its button does.
pub(crate) async fn undo(browser: &Browser, page: &Page) -> Page {
    let entry = page.address.split("done=").nth(1).expect("an address with what was done");
    let entry: String = entry.chars().take_while(char::is_ascii_digit).collect();
    assert!(page.html.contains(&format!(r#"name="entry" value="{entry}""#)), "no undo in:\n{}", page.text());
    let back = page.address.split('?').next().expect("a path");
    browser.post("/undo", &[("entry", &entry), ("back", back)]).await
}

/// The name of the first form of a page that begins so.
pub(crate) fn form_named(page: &Page, beginning: &str) -> String {
    let mark = format!(r#"name="form" value="{beginning}"#);
    let rest = page.html.split(&mark).nth(1).unwrap_or_else(|| panic!("no form “{beginning}…” in:\n{}", page.text()));
    format!("{beginning}{}", rest.split('"').next().unwrap_or_default())
}

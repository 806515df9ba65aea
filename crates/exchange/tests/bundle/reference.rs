//! The reference page is what the program says about itself.

#[test]
fn the_reference_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/bundle.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(written, exchange::bundle::reference(), "run script/reference");
}

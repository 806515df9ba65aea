//! What people type: Markdown, days, durations, references, quantities; and two texts compared.
#![no_main]

use libfuzzer_sys::fuzz_target;
use organization::{Name, Prose, Quantity, Reference};

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (one, other) = text.split_once('\u{1}').unwrap_or((text, ""));
    let html = web::markdown::html(one, "of a text").to_lowercase();
    // As text it is harmless; as an element, an address or a handler it is not.
    let runs = ["<script", "href=\"javascript:", "src=\"javascript:", "<svg", "<math", "<iframe"];
    assert!(!runs.iter().any(|run| html.contains(run)), "{html}");
    web::difference::Difference::between(one, other).sentence();
    let _ = web::forms::day(one);
    let _ = web::forms::minutes(one);
    let _ = one.parse::<Reference>().map(|reference| assert_eq!(reference.to_string().parse(), Ok(reference)));
    let _ = one.parse::<Quantity>().map(|quantity| assert_eq!(quantity.to_string().parse(), Ok(quantity)));
    let _ = Name::new(one);
    let _ = Prose::new(one);
});

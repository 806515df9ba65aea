//! Reads `ui/dist/manifest.json` and writes down the hashed names of the style sheet, the script and the icons as Rust constants,
//! so that a page can name only files that exist. Stops with a plain sentence when the bundle was not built.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    let manifest = dist.join("manifest.json");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", manifest.display());
    let Ok(text) = std::fs::read_to_string(&manifest) else {
        stop("ui/dist is missing: the user interface was not bundled. Run script/setup.");
    };
    let Ok(manifest) = serde_json::from_str::<serde_json::Value>(&text) else {
        stop("ui/dist/manifest.json cannot be read. Run script/setup.");
    };
    let Some(out) = std::env::var_os("OUT_DIR").map(PathBuf::from) else {
        stop("OUT_DIR is not set.");
    };
    if std::fs::write(out.join("assets.rs"), assets(&manifest)).is_err()
        || std::fs::write(out.join("icons.rs"), icons(&manifest)).is_err()
    {
        stop("The generated files could not be written.");
    }
}

fn stop(sentence: &str) -> ! {
    println!("cargo:error={sentence}");
    std::process::exit(1);
}

fn names(manifest: &serde_json::Value, key: &str) -> Vec<String> {
    let list = manifest[key].as_array().cloned().unwrap_or_default();
    list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn assets(manifest: &serde_json::Value) -> String {
    let mut code = String::new();
    for (key, name, meaning) in [
        ("style", "STYLE", "The style sheet."),
        ("script", "SCRIPT", "The script of every page."),
        ("sprite", "SPRITE", "The sprite that holds every icon."),
        ("mark", "MARK", "The mark of the product, shown by browsers beside the title."),
    ] {
        let file = manifest[key].as_str().unwrap_or_default();
        let _ = writeln!(code, "/// {meaning}\npub const {name}: &str = \"/assets/{file}\";");
    }
    let fonts: Vec<String> = names(manifest, "fonts").iter().map(|file| format!("\"/assets/{file}\"")).collect();
    let _ = writeln!(code, "/// The fonts that every page needs at once.\npub const FONTS: &[&str] = &[{}];", fonts.join(", "));
    code
}

fn icons(manifest: &serde_json::Value) -> String {
    let mut variants = String::new();
    let mut arms = String::new();
    for name in names(manifest, "icons") {
        let variant: String = name.split('-').map(capitalized).collect();
        let _ = writeln!(variants, "    /// `{name}`\n    {variant},");
        let _ = writeln!(arms, "            Self::{variant} => \"{name}\",");
    }
    format!(
        "/// An icon of the sprite, by the name that Lucide gives it; `ui/icons.json` is the list.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Icon {{\n{variants}}}\n\n\
         impl Icon {{\n    /// The name of its symbol in the sprite.\n    #[must_use]\n    pub fn name(self) -> &'static str {{\n        match self {{\n{arms}        }}\n    }}\n}}\n"
    )
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

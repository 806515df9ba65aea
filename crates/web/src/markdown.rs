//! Markdown: how long texts that people write are read. What could run or load something stays out: raw HTML is shown as it was typed, links that are no
//! plain addresses lose their target, and a picture becomes a link to it.

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options};

/// The highest heading of a text on a page: above it stand the title of the page and the head of its card.
const TOP: u8 = 3;

/// One piece of a text as it is read aloud: what it is and its words without marks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words; the target of a link stands behind its words in brackets.
    pub words: String,
}

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A point of a list.
    Point,
    /// A row of a table.
    Row,
    /// Text that is shown as it was typed.
    Typed,
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.render.escape = true;
    options
}

/// A text as HTML that is safe on any page. Its headings begin at the third level. A first heading that only repeats `title` is left out.
pub fn html(text: &str, title: &str) -> String {
    let options = options();
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, text, &options);
    without_title(root, title);
    let level = |node: Node<'_>| if let NodeValue::Heading(heading) = node.data().value { Some(heading.level) } else { None };
    let levels = root.descendants().filter_map(level);
    let highest = levels.min().unwrap_or(1);
    for node in root.descendants() {
        let value = &mut node.data_mut().value;
        if let NodeValue::Heading(heading) = value {
            heading.level = (heading.level - highest + TOP).min(6);
        } else if let NodeValue::Image(link) = value {
            *value = NodeValue::Link(link.clone());
        }
    }
    let mut html = String::new();
    match comrak::format_html(root, &options, &mut html) {
        Ok(()) => html,
        Err(std::fmt::Error) => String::new(),
    }
}

fn without_title<'a>(root: Node<'a>, title: &str) {
    let Some(first) = root.first_child() else { return };
    let repeats = matches!(first.data().value, NodeValue::Heading(_)) && words_of(first).to_lowercase() == title.to_lowercase();
    if repeats {
        first.detach();
    }
}

/// The pieces of a text in their order.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is no piece of its own is read as part of one")]
pub fn blocks(text: &str) -> Vec<Block> {
    let options = options();
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, text, &options);
    let block = |node: Node<'_>| {
        let point = node.ancestors().any(|above| matches!(above.data().value, NodeValue::Item(_)));
        let (kind, words) = match &node.data().value {
            NodeValue::Heading(_) => (BlockKind::Heading, None),
            NodeValue::Paragraph if point => (BlockKind::Point, None),
            NodeValue::Paragraph => (BlockKind::Paragraph, None),
            NodeValue::TableRow(_) => (BlockKind::Row, None),
            NodeValue::CodeBlock(code) => (BlockKind::Typed, Some(code.literal.trim().to_owned())),
            NodeValue::HtmlBlock(html) => (BlockKind::Typed, Some(html.literal.trim().to_owned())),
            _ => return None,
        };
        Some(Block { kind, words: words.unwrap_or_else(|| words_of(node)) })
    };
    root.descendants().filter_map(block).filter(|block| !block.words.is_empty()).collect()
}

fn words_of(node: Node<'_>) -> String {
    let mut words = String::new();
    gather(node, &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all other marks only hold words")]
fn gather(node: Node<'_>, words: &mut String) {
    let mut after = String::new();
    match &node.data().value {
        NodeValue::Text(text) => words.push_str(text),
        NodeValue::Code(code) => words.push_str(&code.literal),
        NodeValue::HtmlInline(html) => words.push_str(html),
        NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
        NodeValue::TableCell => after.push_str(" · "),
        NodeValue::Link(link) | NodeValue::Image(link) => after = format!(" ({})", link.url),
        _ => {}
    }
    for child in node.children() {
        gather(child, words);
    }
    if !words.ends_with(after.trim_matches([' ', '(', ')'])) || after.trim() == "·" {
        words.push_str(&after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_run_or_load_anything() {
        let text =
            "# Rules\n\n<script>alert(1)</script>\n\n[go](javascript:alert(1)) ![map](https://example.org/map.png) <b onclick=x>";
        let html = html(text, "rules");
        assert!(
            !html.contains("<script") && !html.contains("javascript:") && !html.contains("<img") && !html.contains("<b "),
            "{html}"
        );
        assert!(html.contains("&lt;script&gt;") && html.contains(r#"<a href="https://example.org/map.png">map</a>"#), "{html}");
        assert!(!html.contains("Rules"), "the title is not said twice: {html}");
    }

    #[test]
    fn headings_stand_below_those_of_the_page() {
        assert_eq!(html("# A\n\n## B", "C"), "<h3>A</h3>\n<h4>B</h4>\n");
        assert_eq!(html("## A\n\nword", "C"), "<h3>A</h3>\n<p>word</p>\n");
    }

    #[test]
    fn a_text_is_read_in_pieces() {
        let read: Vec<(BlockKind, String)> = blocks("# A\n\none\ntwo *three* [four](https://x.org)\n\n1. five\n2. six\n")
            .into_iter()
            .map(|block| (block.kind, block.words))
            .collect();
        let paragraph = "one two three four (https://x.org)";
        assert_eq!(
            read,
            [
                (BlockKind::Heading, "A".to_owned()),
                (BlockKind::Paragraph, paragraph.to_owned()),
                (BlockKind::Point, "five".to_owned()),
                (BlockKind::Point, "six".to_owned()),
            ]
        );
    }
}

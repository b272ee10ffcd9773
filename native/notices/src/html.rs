//! As much of HTML as notices need.

/// Text for HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What a reader sees of HTML that has no tables and no images: without tags, with its characters, and at most one empty
/// line in a row.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let (_, after) = tag.split_once('>').unwrap_or_default();
        rest = after;
    }
    text.push_str(rest);
    let text = unescaped(&text);
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n").trim().to_owned()
}

/// The characters that the Rust project's notices escape, and those of [`escaped`].
pub(crate) fn unescaped(text: &str) -> String {
    let characters = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        // The last one, so that nothing is read twice.
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    characters
        .into_iter()
        .fold(text.to_owned(), |text, (escape, character)| {
            text.replace(escape, character)
        })
}

/// The content of each element of this name, which has no attributes and no elements of its kind inside.
pub(crate) fn elements<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
    html.split(&begin)
        .skip(1)
        .filter_map(|rest| rest.split_once(&end).map(|(content, _)| content))
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_sees_no_tags() {
        let html = "<h1>A &#38; B</h1>\n\n\n  <p>see <a href=\"c\">d&#39;e</a></p>\n";
        assert_eq!(plain(html), "A & B\n\nsee d'e");
        assert_eq!(plain("a <b"), "a");
    }

    #[test]
    fn escaping_is_undone() {
        let text = "<a> & &lt; \"b\"";
        assert_eq!(unescaped(&escaped(text)), text);
    }

    #[test]
    fn elements_are_found_in_order() {
        let found: Vec<_> = elements("<pre>a\n</pre>x<pre>b</pre><pre>c", "pre").collect();
        assert_eq!(found, ["a\n", "b"]);
    }
}

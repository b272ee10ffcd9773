//! The HTML file.

use std::collections::BTreeMap;
use std::fmt;

use crate::packages::Package;
use crate::toolchain::C_LIBRARIES;

/// What the file will contain.
#[derive(Debug)]
pub(crate) struct Document {
    packages: Vec<String>,
    /// Each text once, by its words, so that line breaks make no difference.
    texts: BTreeMap<String, Text>,
    /// HTML from the toolchain.
    library: String,
}

#[derive(Debug)]
struct Text {
    text: String,
    packages: Vec<String>,
}

impl Document {
    pub(crate) fn new(library: String) -> Self {
        Self {
            packages: Vec::new(),
            texts: BTreeMap::new(),
            library,
        }
    }

    pub(crate) fn add(&mut self, package: &Package, texts: Vec<String>) {
        let name = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or("see below");
        self.packages.push(format!("{name}: {licence}"));
        for text in texts {
            let words: Vec<_> = text.split_whitespace().collect();
            let entry = self.texts.entry(words.join(" ")).or_insert_with(|| Text {
                text,
                packages: Vec::new(),
            });
            if entry.packages.last() != Some(&name) {
                entry.packages.push(name.clone());
            }
        }
    }
}

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Camcheck: third-party notices</title>
<style>
body { font-family: system-ui, sans-serif; line-height: 1.4; margin: 1rem auto; max-width: 50rem; padding: 0 1rem }
pre { overflow-wrap: anywhere; white-space: pre-wrap }
</style>
</head>
<body>
<h1>Third-party notices</h1>
<p>Camcheck is licensed under MIT or Apache 2.0. Its page and its programs contain software of others:
the packages and C libraries below, and Rust's standard library.</p>
"#;

impl fmt::Display for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HEAD)?;
        writeln!(formatter, "<h2>Packages</h2>\n<ul>")?;
        for package in &self.packages {
            writeln!(formatter, "<li>{}</li>", escaped(package))?;
        }
        writeln!(formatter, "</ul>\n<h2>Their licences</h2>")?;
        for Text { text, packages } in self.texts.values() {
            section(formatter, &packages.join(", "), text)?;
        }
        writeln!(formatter, "<h2>C libraries</h2>")?;
        for (name, text) in C_LIBRARIES {
            section(formatter, name, text)?;
        }
        writeln!(formatter, "{}\n</body>\n</html>", self.library)
    }
}

fn section(formatter: &mut fmt::Formatter<'_>, title: &str, text: &str) -> fmt::Result {
    let text = text.trim_matches(['\r', '\n']);
    let (title, text) = (escaped(title), escaped(text));
    writeln!(formatter, "<h3>{title}</h3>\n<pre>{text}</pre>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str) -> Package {
        let json = format!(
            r#"{{"name": "{name}", "version": "1.0.0", "source": "registry", "license": "MIT",
                "authors": [], "manifest_path": "/none/Cargo.toml"}}"#
        );
        serde_json::from_str(&json).expect("a package")
    }

    #[test]
    fn a_text_is_there_once_with_all_its_packages() {
        let mut document = Document::new("<h1>Library</h1>".to_owned());
        document.add(&package("a"), vec!["Copyright <a@b.c>\nfree".to_owned()]);
        document.add(&package("b"), vec!["Copyright  <a@b.c> free\n".to_owned()]);
        let html = document.to_string();
        assert!(
            html.contains("<li>a 1.0.0: MIT</li>\n<li>b 1.0.0: MIT</li>"),
            "{html}"
        );
        assert!(
            html.contains("<h3>a 1.0.0, b 1.0.0</h3>\n<pre>Copyright &lt;a@b.c&gt;\nfree</pre>")
        );
        assert_eq!(html.matches("a@b.c").count(), 1);
        assert!(html.contains("Rich Felker") && html.contains("mingw-w64 project"));
        assert!(
            html.trim_end()
                .ends_with("<h1>Library</h1>\n</body>\n</html>")
        );
    }
}

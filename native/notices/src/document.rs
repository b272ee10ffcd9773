//! The file with the notices.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::NoticesError;
use crate::html::escaped;
use crate::licence;
use crate::packages::Package;
use crate::toolchain::Library;

/// What the file will contain.
#[derive(Debug)]
pub(crate) struct Document {
    about: String,
    /// A line each.
    packages: Vec<String>,
    /// Each text once, by its words, so that line breaks make no difference.
    texts: BTreeMap<String, Text>,
    /// What the standard library states about its own code.
    library: String,
}

#[derive(Debug)]
struct Text {
    text: String,
    packages: Vec<String>,
}

const TITLE: &str = "Third-party notices";

impl Document {
    /// Without any package. `subject` is what contains them, with its verb.
    pub(crate) fn about(subject: &str) -> Self {
        Self {
            about: format!(
                "Camcheck is licensed under MIT or Apache 2.0. {subject} software of others: the packages and C \
                 libraries below, and Rust's standard library."
            ),
            packages: Vec::new(),
            texts: BTreeMap::new(),
            library: String::new(),
        }
    }

    pub(crate) fn add_packages(&mut self, packages: &[Package]) -> Result<(), NoticesError> {
        for package in packages {
            let name = format!("{} {}", package.name, package.version);
            let licence = package.license.as_deref().unwrap_or("see below");
            self.add(&name, Some(licence), licence::texts(package)?);
        }
        Ok(())
    }

    /// Adds the standard library and the packages in it.
    pub(crate) fn add_library(&mut self, library: Library) {
        for package in library.packages {
            let name = format!("{}, in Rust's standard library", package.name);
            self.add(&name, Some(&package.facts.join("; ")), package.licences);
        }
        self.library = library.own;
    }

    /// Adds a package by its name, with what is known about it and the texts of its licences.
    pub(crate) fn add(
        &mut self,
        name: &str,
        facts: Option<&str>,
        texts: impl IntoIterator<Item = String>,
    ) {
        self.packages.push(match facts {
            Some(facts) => format!("{name}: {facts}"),
            None => name.to_owned(),
        });
        for text in texts {
            let words: Vec<_> = text.split_whitespace().collect();
            let entry = self.texts.entry(words.join(" ")).or_insert_with(|| Text {
                text,
                packages: Vec::new(),
            });
            if entry.packages.last().is_none_or(|last| last != name) {
                entry.packages.push(name.to_owned());
            }
        }
    }

    pub(crate) fn to_html(&self) -> String {
        let packages: String = self
            .packages
            .iter()
            .map(|package| format!("<li>{}</li>\n", escaped(package)))
            .collect();
        let mut html = format!(
            "{HEAD}<h1>{TITLE}</h1>\n<p>{}</p>\n<h2>Packages</h2>\n<ul>\n{packages}</ul>\n",
            escaped(&self.about)
        );
        for (title, text) in self.sections() {
            let (title, text) = (escaped(&title), escaped(text));
            // Writing to a String cannot fail.
            let _ = writeln!(html, "<h2>{title}</h2>\n<pre>{text}</pre>");
        }
        html.push_str("</body>\n</html>\n");
        html
    }

    pub(crate) fn to_text(&self) -> String {
        let packages = self.packages.join("\n");
        let mut plain = format!("{TITLE}\n\n{}\n\n{packages}\n", self.about);
        for (title, text) in self.sections() {
            // Writing to a String cannot fail.
            let _ = write!(plain, "\n\n{RULE}\n{title}\n{RULE}\n\n{text}\n");
        }
        plain
    }

    /// Each text, under the packages that it is about.
    fn sections(&self) -> impl Iterator<Item = (String, &str)> {
        let texts = self.texts.values();
        let texts = texts.map(|text| (text.packages.join(", "), text.text.as_str()));
        let library = ("Rust's standard library".to_owned(), self.library.as_str());
        texts
            .chain([library])
            .map(|(title, text)| (title, text.trim_end().trim_matches(['\r', '\n'])))
    }
}

/// Between sections of plain text.
const RULE: &str =
    "--------------------------------------------------------------------------------";

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Camcheck: third-party notices</title>
<style>
body { font-family: system-ui, sans-serif; line-height: 1.4; margin: 1rem auto; max-width: 50rem; padding: 0 1rem }
h2 { font-size: 1.1rem; overflow-wrap: anywhere }
li { overflow-wrap: anywhere }
pre { overflow-wrap: anywhere; white-space: pre-wrap }
</style>
</head>
<body>
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::LibraryPackage;

    fn document() -> Document {
        let mut document = Document::about("This program contains");
        let text = |text: &str| [text.to_owned()];
        document.add("a 1.0.0", Some("MIT"), text("Copyright <a@b.c>\nfree"));
        document.add("b 1.0.0", Some("MIT"), text("Copyright  <a@b.c> free\n"));
        document.add_library(Library {
            own: "its own".to_owned(),
            packages: vec![LibraryPackage {
                name: "c-2.0.0".to_owned(),
                facts: vec!["License: MIT".to_owned()],
                licences: vec!["Copyright <a@b.c> free".to_owned()],
            }],
        });
        document
    }

    #[test]
    fn a_text_is_there_once_with_all_its_packages() {
        let html = document().to_html();
        assert!(
            html.contains("<li>a 1.0.0: MIT</li>\n<li>b 1.0.0: MIT</li>"),
            "{html}"
        );
        assert!(html.contains(
            "<h2>a 1.0.0, b 1.0.0, c-2.0.0, in Rust's standard library</h2>\n\
             <pre>Copyright &lt;a@b.c&gt;\nfree</pre>"
        ));
        assert_eq!(html.matches("a@b.c").count(), 1);
        assert!(html.ends_with("<pre>its own</pre>\n</body>\n</html>\n"));
    }

    #[test]
    fn the_same_is_told_in_plain_text() {
        let text = document().to_text();
        let packages =
            "a 1.0.0: MIT\nb 1.0.0: MIT\nc-2.0.0, in Rust's standard library: License: MIT\n";
        assert!(text.contains(packages), "{text}");
        assert_eq!(text.matches("Copyright <a@b.c>\nfree\n").count(), 1);
        assert!(text.ends_with("\nits own\n"), "{text}");
    }
}

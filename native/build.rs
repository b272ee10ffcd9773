//! Puts three files into the program that a visitor downloads, or nothing in their place: the catalogue that
//! `CAMCHECK_CATALOGUE` names, so that the program knows the far end of the page that offers it, and, deflated, the
//! third-party notices of `CAMCHECK_NOTICES` and the list of packages of `CAMCHECK_PACKAGES`.

use std::path::Path;
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec_zlib;

/// The highest level of compression.
const LEVEL: u8 = 10;

fn main() {
    write("catalogue.json", &named_by("CAMCHECK_CATALOGUE"));
    write("notices.txt.zlib", &deflated(&named_by("CAMCHECK_NOTICES")));
    write(
        "packages.json.zlib",
        &deflated(&named_by("CAMCHECK_PACKAGES")),
    );
}

fn deflated(text: &[u8]) -> Vec<u8> {
    if text.is_empty() {
        return Vec::new();
    }
    compress_to_vec_zlib(text, LEVEL)
}

/// The content of the file whose path is in this variable, or nothing.
fn named_by(variable: &str) -> Vec<u8> {
    println!("cargo::rerun-if-env-changed={variable}");
    let Ok(path) = env::var(variable) else {
        return Vec::new();
    };
    println!("cargo::rerun-if-changed={path}");
    fs::read(&path).unwrap_or_else(|error| panic!("{variable}={path}: {error}"))
}

fn write(name: &str, content: &[u8]) {
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    let file = Path::new(&folder).join(name);
    fs::write(&file, content).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

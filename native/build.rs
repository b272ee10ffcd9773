//! Puts three files into the program that a visitor downloads, or nothing in their place: the catalogue that
//! `CAMCHECK_CATALOGUE` names, so that the program knows the far end of the page that offers it, and, deflated, the
//! third-party notices and the list of packages, which are in the folder of this target in `CAMCHECK_CONTENTS`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec_zlib;

/// The highest level of compression.
const LEVEL: u8 = 10;

fn main() {
    let target = env::var("TARGET").expect("cargo sets it");
    let contents = |name| named_by("CAMCHECK_CONTENTS", |all| all.join(&target).join(name));
    let catalogue = named_by("CAMCHECK_CATALOGUE", Path::to_owned);
    write("catalogue.json", &catalogue);
    write("notices.txt.zlib", &deflated(&contents("notices.txt")));
    write("packages.json.zlib", &deflated(&contents("packages.json")));
}

fn deflated(text: &[u8]) -> Vec<u8> {
    if text.is_empty() {
        return Vec::new();
    }
    compress_to_vec_zlib(text, LEVEL)
}

/// The content of a file, found from the path that is in this variable, or nothing if it is not set.
fn named_by(variable: &str, file: impl Fn(&Path) -> PathBuf) -> Vec<u8> {
    println!("cargo::rerun-if-env-changed={variable}");
    let Some(path) = env::var_os(variable) else {
        return Vec::new();
    };
    let file = file(Path::new(&path));
    println!("cargo::rerun-if-changed={}", file.display());
    fs::read(&file).unwrap_or_else(|error| panic!("{variable}: {}: {error}", file.display()))
}

fn write(name: &str, content: &[u8]) {
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    let file = Path::new(&folder).join(name);
    fs::write(&file, content).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

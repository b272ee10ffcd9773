//! Puts a catalogue into the program: the one that `CAMCHECK_CATALOGUE` names, so that a download knows the far end of
//! the page that offers it, or none.

use std::path::Path;
use std::{env, fs};

/// The path of a catalogue.
const VARIABLE: &str = "CAMCHECK_CATALOGUE";

fn main() {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let catalogue = match env::var(VARIABLE) {
        Ok(path) => {
            println!("cargo::rerun-if-changed={path}");
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{VARIABLE}={path}: {error}"))
        }
        Err(_) => String::new(),
    };
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    let file = Path::new(&folder).join("catalogue.json");
    fs::write(&file, catalogue).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

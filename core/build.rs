//! Puts the files with help for each make of firewall into the core, joined to one array and deflated: as they are, they
//! would be 75 KB of the program.

use std::path::{Path, PathBuf};
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec_zlib;

/// The folder of the files.
const FOLDER: &str = "src/remedy/vendors";

/// The highest level of compression.
const LEVEL: u8 = 10;

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    let entries = fs::read_dir(FOLDER).unwrap_or_else(|error| panic!("{FOLDER}: {error}"));
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        // A string in JSON has no line breaks, so this is indentation only.
        text.lines().map(str::trim_start).collect::<String>()
    };
    let joined = files.iter().map(read).collect::<Vec<_>>().join(",");
    let deflated = compress_to_vec_zlib(format!("[{joined}]").as_bytes(), LEVEL);
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    let file = Path::new(&folder).join("vendors.json.zlib");
    fs::write(&file, deflated).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

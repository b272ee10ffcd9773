use serde_json::{Value, json};

use super::*;

fn manifest() -> Value {
    let file = |os, arch, file| json!({ "os": os, "arch": arch, "file": file, "size": 3_000_000, "sha256": "0af1".repeat(16) });
    json!({ "version": "0.1.0", "files": [
        file("linux", "x86_64", "camcheck-0.1.0-linux-x86_64"),
        file("windows", "x86_64", "camcheck-0.1.0-windows-x86_64.exe"),
        file("macos", "aarch64", "camcheck-0.1.0-macos-aarch64"),
        file("macos", "x86_64", "camcheck-0.1.0-macos-x86_64"),
    ] })
}

fn downloads() -> Downloads {
    Downloads::parse(&manifest().to_string()).expect("a sound manifest")
}

#[test]
fn what_is_written_is_read() {
    let written = serde_json::to_string(&downloads()).expect("JSON");
    assert_eq!(Downloads::parse(&written), Ok(downloads()));
    assert_eq!(
        serde_json::from_str::<Value>(&written).expect("JSON"),
        manifest()
    );
}

#[test]
fn a_system_gets_what_runs_on_it() {
    use Arch::{Aarch64, X86_64};
    for (os, arch, expected) in [
        (Os::Linux, Some(X86_64), "linux-x86_64"),
        (Os::Linux, None, "linux-x86_64"),
        (Os::Windows, Some(Aarch64), "windows-x86_64.exe"),
        (Os::Macos, Some(Aarch64), "macos-aarch64"),
        (Os::Macos, Some(X86_64), "macos-x86_64"),
        (Os::Macos, None, "macos-x86_64"),
    ] {
        let downloads = downloads();
        let file = downloads.for_system(os, arch).expect("a file");
        assert!(file.file.ends_with(expected), "{os:?} {arch:?}: {file:?}");
    }
    let fitting = |arch| {
        let downloads = downloads();
        let files = downloads.files.iter();
        files
            .filter(|file| downloads.fits(file, Os::Macos, arch))
            .map(Download::system_name)
            .collect::<Vec<_>>()
    };
    assert_eq!(fitting(None), ["macOS (Apple silicon)", "macOS (Intel)"]);
    assert_eq!(fitting(Some(Aarch64)), ["macOS (Apple silicon)"]);
    // Linux translates nothing by itself.
    assert_eq!(downloads().for_system(Os::Linux, Some(Aarch64)), None);
}

#[test]
fn a_command_downloads_and_starts_the_program() {
    let command = |os, folder: &str| {
        let downloads = downloads();
        let file = downloads.for_system(os, None).expect("a file");
        file.command(folder)
    };
    assert_eq!(
        command(Os::Linux, "https://probe.example.com/").as_deref(),
        Some(
            "curl -fLO \"https://probe.example.com/camcheck-0.1.0-linux-x86_64\" \
             && chmod +x camcheck-0.1.0-linux-x86_64 && ./camcheck-0.1.0-linux-x86_64"
        )
    );
    assert_eq!(
        command(Os::Windows, "https://[2001:db8::1]:8443/a/").as_deref(),
        Some(
            "curl.exe -fLO \"https://[2001:db8::1]:8443/a/camcheck-0.1.0-windows-x86_64.exe\"\n\
             .\\camcheck-0.1.0-windows-x86_64.exe"
        )
    );
    for folder in [
        "https://a/$(x)/",
        "https://a/;x/",
        "https://a/'/",
        "https://a/&/",
        "https://a/%20/",
    ] {
        assert_eq!(command(Os::Linux, folder), None, "{folder}");
    }
}

#[test]
fn a_bad_entry_is_refused_with_its_path() {
    let with = |pointer: &str, value: Value| {
        let mut manifest = manifest();
        *manifest.pointer_mut(pointer).expect("an entry") = value;
        Downloads::parse(&manifest.to_string())
            .expect_err(pointer)
            .path
    };
    for (pointer, value, path) in [
        ("", json!([]), "(top)"),
        ("/version", json!(1), "version"),
        ("/version", json!("<b>"), "version"),
        ("/files", json!({}), "files"),
        ("/files", json!(null), "files"),
        ("/files/1", json!("x"), "files[1]"),
        ("/files/1/os", json!("beos"), "files[1].os"),
        ("/files/1/os", json!("linux"), "files[1]"),
        ("/files/0/arch", json!("mips"), "files[0].arch"),
        ("/files/2/file", json!("../camcheck"), "files[2].file"),
        ("/files/2/file", json!(".camcheck"), "files[2].file"),
        ("/files/2/file", json!("a b"), "files[2].file"),
        ("/files/2/file", json!("javascript:x"), "files[2].file"),
        ("/files/2/file", json!(""), "files[2].file"),
        ("/files/2/file", json!("a".repeat(101)), "files[2].file"),
        ("/files/3/size", json!(-1), "files[3].size"),
        ("/files/3/size", json!(0), "files[3].size"),
        (
            "/files/3/sha256",
            json!("0AF1".repeat(16)),
            "files[3].sha256",
        ),
        ("/files/3/sha256", json!("0af1"), "files[3].sha256"),
    ] {
        assert_eq!(with(pointer, value), path, "{pointer}");
    }
}

#[test]
fn what_is_no_manifest_is_refused() {
    let large = format!("{}{}", manifest(), " ".repeat(MAX_BYTES));
    for text in ["", "<!doctype html>", "[", large.as_str()] {
        let error = Downloads::parse(text).expect_err("no manifest");
        assert_eq!(error.path, "(top)");
    }
}

#[test]
fn only_a_later_version_of_three_numbers_is_newer() {
    let offered = |version: &str| {
        let mut document = manifest();
        document["version"] = json!(version);
        newer_version(&document.to_string(), "0.9.1")
    };
    for newer in ["0.9.2", "0.10.0", "1.0.0"] {
        assert_eq!(offered(newer).as_deref(), Some(newer));
    }
    for other in [
        "0.9.1",
        "0.9.0",
        "0.8.12",
        "1.0",
        "1.0.0.0",
        "1.0.0-rc1",
        "latest",
    ] {
        assert_eq!(offered(other), None, "{other}");
    }
    assert_eq!(newer_version("<!doctype html>", "0.9.1"), None);
}

//! wine, without a display and with a home of its own for each site.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::enter::check_programs;
use crate::error::LabError;

/// Debian keeps it off the path, since the script that is there asks for 32-bit programs too.
const WINE: &str = "/usr/lib/wine/wine64";

const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// The programs that it takes, each with its Debian package.
const PROGRAMS: [(&str, &str); 2] = [(WINE, "wine64"), (COMPILER, "gcc-mingw-w64-x86-64")];

/// What Debian 12's wine lacks and Rust's standard library needs.
const RANDOM: &str = include_str!("bcryptprimitives.c");
const RANDOM_SOURCE: &str = "bcryptprimitives.c";

/// A command that runs a program for Windows. wine's server opens the sockets of all programs of a home: it is started
/// by the first of them, which has to run on the site's device.
pub(super) fn command(directory: &Path, program: &Path) -> Result<Command, LabError> {
    check_programs(&PROGRAMS)?;
    let home = directory.join("wine");
    let exe = home.join("camcheck.exe");
    install(&home, program, &exe).map_err(LabError::system("wine"))?;
    compile_random(&home)?;
    let mut command = Command::new(WINE);
    command
        .arg(exe)
        .env("HOME", &home)
        .env("WINEPREFIX", home.join("prefix"))
        // Without its own messages, a display, and offers to install .NET and a browser's engine.
        .env("WINEDEBUG", "-all")
        .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
        .env_remove("DISPLAY");
    Ok(command)
}

/// Puts the program into a folder, with the source of the library that it needs.
fn install(home: &Path, program: &Path, exe: &Path) -> io::Result<()> {
    fs::create_dir(home)?;
    fs::copy(program, exe)?;
    fs::write(home.join(RANDOM_SOURCE), RANDOM)
}

/// Windows looks for the library beside the program first.
fn compile_random(home: &Path) -> Result<(), LabError> {
    let output = Command::new(COMPILER)
        .args(["-Os", "-s", "-shared", "-nostartfiles", "-o"])
        .arg(home.join("bcryptprimitives.dll"))
        .arg(home.join(RANDOM_SOURCE))
        .arg("-ladvapi32")
        .output()
        .map_err(LabError::system(COMPILER))?;
    LabError::unless_succeeded(COMPILER.to_owned(), &output)
}

//! `camcheck-fuzz`, called by `./dev fuzz`. Built with libFuzzer, it runs the target that `CAMCHECK_FUZZ_TARGET` names.
//! Otherwise it lists the targets, and writes the seeds of one into a folder.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
mod with_libfuzzer {
    use std::sync::LazyLock;

    use camcheck_fuzz::{Target, target};

    static CHOSEN: LazyLock<Target> = LazyLock::new(|| {
        let name = std::env::var("CAMCHECK_FUZZ_TARGET").unwrap_or_default();
        target(&name).unwrap_or_else(|| panic!("CAMCHECK_FUZZ_TARGET={name} is no target"))
    });

    libfuzzer_sys::fuzz_target!(|input: &[u8]| (CHOSEN.read)(input));
}

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["targets"] => {
            for target in camcheck_fuzz::TARGETS {
                anstream::println!("{}", target.name);
            }
            Ok(())
        }
        ["seeds", name, folder] => write_seeds(name, folder.as_ref()),
        _ => Err("usage: camcheck-fuzz targets | seeds TARGET FOLDER".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            anstream::eprintln!("camcheck-fuzz: {problem}");
            ExitCode::from(2)
        }
    }
}

#[cfg(not(fuzzing))]
fn write_seeds(name: &str, folder: &std::path::Path) -> Result<(), String> {
    use std::fs;

    let target = camcheck_fuzz::target(name).ok_or_else(|| format!("{name} is no target"))?;
    fs::create_dir_all(folder)
        .and_then(|()| {
            let mut seeds = (0..).zip((target.seeds)());
            seeds.try_for_each(|(number, seed)| {
                fs::write(folder.join(format!("seed-{number}")), seed)
            })
        })
        .map_err(|error| format!("{}: {error}", folder.display()))
}

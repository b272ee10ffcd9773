//! Where options come from: the configuration file, the environment and the command line. What comes later wins.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fmt, fs, io};

use clap::error::{ContextKind, ContextValue};
use clap::{ArgAction, ArgMatches, CommandFactory as _, FromArgMatches as _};
use toml::{Table, Value};

use super::Cli;
use crate::{FAULT, output};

/// The configuration file that is read if none is named.
const DEFAULT_FILE: &str = "/etc/camcheck/responder.toml";

/// How the names of variables begin.
const PREFIX: &str = "CAMCHECK_RESPONDER_";

/// Options that only make sense on the command line.
const ONLY_FLAGS: [&str; 5] = ["check", "config", "demo", "print-config", "remove-rules"];

/// Flags that are answered whatever else is set.
const QUESTIONS: [&str; 4] = ["--help", "-h", "--version", "-V"];

/// What the process is asked to do.
#[derive(Debug)]
pub(crate) enum Request {
    /// Run with these options.
    Run(Box<Cli>),
    /// Print this configuration.
    Print(String),
}

/// Reads the options of this process.
///
/// # Errors
/// [`Refusal`] if there are none to run with; help and version are among these, as clap has them.
pub(crate) fn read() -> Result<Request, Refusal> {
    let flags: Vec<OsString> = env::args_os().skip(1).collect();
    if flags
        .iter()
        .any(|flag| QUESTIONS.iter().any(|asked| flag == asked))
    {
        // What is set elsewhere must not keep clap from answering.
        return Layers {
            flags,
            ..Layers::default()
        }
        .request();
    }
    let layers = Layers::read(flags, |name| env::var_os(name), Path::new(DEFAULT_FILE))
        .map_err(Refusal::Setting)?;
    layers.request()
}

/// Why there are no options to run with.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// A setting in a file or in the environment.
    Setting(String),
    /// The options together.
    Options {
        error: clap::Error,
        /// Where the option in question is, unless that is the command line.
        origin: Option<Origin>,
    },
}

impl Refusal {
    /// Prints it, and returns the code to exit with.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::Setting(problem) => {
                output::note(problem);
                ExitCode::from(FAULT)
            }
            Self::Options { error, origin } => {
                // Without a terminal there is no way to report it.
                let _ = error.print();
                if let Some(origin) = origin {
                    output::note(&format!("the value is from {origin}"));
                }
                ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAULT))
            }
        }
    }
}

/// Where an option comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File(PathBuf),
    /// The variable.
    Environment(String),
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(variable) => f.write_str(variable),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// Values by the names of their options; those of switches are `true` and `false`.
type Settings = BTreeMap<String, String>;

/// All that was set.
#[derive(Debug, Default)]
struct Layers {
    /// The configuration file.
    path: PathBuf,
    file: Settings,
    environment: Settings,
    /// The command line without the program.
    flags: Vec<OsString>,
}

impl Layers {
    fn read(
        flags: Vec<OsString>,
        variable: impl Fn(&str) -> Option<OsString>,
        default_file: &Path,
    ) -> Result<Self, String> {
        let environment = of_environment(variable)?;
        let (path, is_named) = match value_in(&flags, "config") {
            Some(path) => (PathBuf::from(path), true),
            None => (default_file.to_owned(), false),
        };
        let is_wanted = is_named || !is_in(&flags, "demo");
        let text = match fs::read_to_string(&path) {
            _ if !is_wanted => String::new(),
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => String::new(),
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let file = of_file(&text).map_err(|problem| format!("{}: {problem}", path.display()))?;
        Ok(Self {
            path,
            file,
            environment,
            flags,
        })
    }

    fn request(&self) -> Result<Request, Refusal> {
        let refuse = |error| Refusal::Options {
            origin: self.origin_of(&error),
            error,
        };
        let matches = Cli::command()
            .try_get_matches_from(self.arguments())
            .map_err(refuse)?;
        let cli = Cli::from_arg_matches(&matches).map_err(refuse)?;
        Ok(match cli.print_config {
            true => Request::Print(self.printed(&matches)),
            false => Request::Run(Box::new(cli)),
        })
    }

    /// A command line of everything; of an option that is there twice, the later one counts.
    fn arguments(&self) -> Vec<OsString> {
        let mut settings = self.file.clone();
        settings.extend(self.environment.clone());
        let mut arguments = vec![OsString::from(env!("CARGO_PKG_NAME"))];
        for option in options() {
            match settings.get(&option.name).map(String::as_str) {
                None => {}
                Some("false") if option.is_switch => {}
                Some(_) if option.is_switch => arguments.push(format!("--{}", option.name).into()),
                Some(value) => arguments.push(format!("--{}={value}", option.name).into()),
            }
        }
        arguments.extend(self.flags.iter().cloned());
        arguments
    }

    fn origin(&self, option: &str) -> Origin {
        if is_in(&self.flags, option) {
            Origin::CommandLine
        } else if self.environment.contains_key(option) {
            Origin::Environment(variable_of(option))
        } else if self.file.contains_key(option) {
            Origin::File(self.path.clone())
        } else {
            Origin::Default
        }
    }

    /// Where the option that an error is about comes from, if the user could look for it in the wrong place.
    fn origin_of(&self, error: &clap::Error) -> Option<Origin> {
        let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
            return None;
        };
        let name = option.strip_prefix("--")?.split([' ', '=']).next()?;
        let origin = self.origin(name);
        matches!(origin, Origin::File(_) | Origin::Environment(_)).then_some(origin)
    }

    /// A configuration file with everything that is in force.
    fn printed(&self, matches: &ArgMatches) -> String {
        let line = |option: &Named| {
            let name = &option.name;
            let value = match matches.get_raw(&option.id).and_then(Iterator::last) {
                _ if option.is_switch => Some(matches.get_flag(&option.id).to_string()),
                value => value.map(|value| quoted(&value.to_string_lossy())),
            };
            let origin = self.origin(name);
            match value {
                Some(value) => format!("{name} = {value} # {origin}\n"),
                None => format!("# {name} is not set\n"),
            }
        };
        options().iter().map(line).collect()
    }
}

/// A value as TOML. A basic string of TOML takes what a string of JSON does, but for one character.
fn quoted(value: &str) -> String {
    match value.parse::<i64>() {
        Ok(number) => number.to_string(),
        Err(_) => serde_json::Value::from(value)
            .to_string()
            .replace('\u{7f}', "\\u007f"),
    }
}

/// An option that a file or the environment may set.
struct Named {
    /// Without the two hyphens.
    name: String,
    /// clap's name for it.
    id: String,
    /// It takes no value.
    is_switch: bool,
}

fn options() -> Vec<Named> {
    let command = Cli::command();
    let arguments = command.get_arguments();
    arguments
        .filter_map(|argument| {
            Some(Named {
                name: argument.get_long()?.to_owned(),
                id: argument.get_id().to_string(),
                is_switch: matches!(argument.get_action(), ArgAction::SetTrue),
            })
        })
        .filter(|option| !ONLY_FLAGS.contains(&option.name.as_str()))
        .collect()
}

/// Reads a configuration file.
fn of_file(text: &str) -> Result<Settings, String> {
    let table: Table = text.parse().map_err(|error| format!("{error}"))?;
    let options = options();
    let mut settings = Settings::new();
    for (name, value) in table {
        let Some(option) = options.iter().find(|option| option.name == name) else {
            let known: Vec<_> = options.iter().map(|option| option.name.as_str()).collect();
            let known = known.join(", ");
            return Err(format!("{name} is no option; there are {known}"));
        };
        let value = match value {
            Value::Boolean(value) if option.is_switch => value.to_string(),
            _ if option.is_switch => return Err(format!("{name} must be true or false")),
            Value::String(value) => value,
            Value::Integer(value) => value.to_string(),
            _ => return Err(format!("{name} must be a string or a whole number")),
        };
        settings.insert(name, value);
    }
    Ok(settings)
}

/// Reads the environment.
fn of_environment(value: impl Fn(&str) -> Option<OsString>) -> Result<Settings, String> {
    let mut settings = Settings::new();
    for option in options() {
        let variable = variable_of(&option.name);
        let Some(value) = value(&variable) else {
            continue;
        };
        let Ok(value) = value.into_string() else {
            return Err(format!("{variable} must be text in UTF-8"));
        };
        if option.is_switch && value != "true" && value != "false" {
            return Err(format!("{variable} must be true or false"));
        }
        settings.insert(option.name, value);
    }
    Ok(settings)
}

fn variable_of(option: &str) -> String {
    format!("{PREFIX}{}", option.replace('-', "_").to_uppercase())
}

/// Whether the command line has an option.
fn is_in(flags: &[OsString], option: &str) -> bool {
    let mut names = flags.iter().filter_map(|flag| flag.to_str());
    names.any(|flag| name_in(flag) == Some(option))
}

/// The value of an option on the command line; of several, the last.
fn value_in(flags: &[OsString], option: &str) -> Option<OsString> {
    let last = flags
        .iter()
        .rposition(|flag| flag.to_str().and_then(name_in) == Some(option))?;
    let flag = flags.get(last)?.to_str()?;
    match flag.split_once('=') {
        Some((_, value)) => Some(value.into()),
        None => flags.get(last + 1).cloned(),
    }
}

/// Of `--name` or `--name=value`.
fn name_in(flag: &str) -> Option<&str> {
    flag.strip_prefix("--")?.split('=').next()
}

#[cfg(test)]
mod tests;

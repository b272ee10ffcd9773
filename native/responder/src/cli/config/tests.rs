use super::*;

const ADDRESS: &str = "address = \"192.0.2.1\"\n";

/// What a process with this file, these variables and these flags is asked to do.
fn request(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> Result<Request, Refusal> {
    let set: BTreeMap<_, _> = variables.iter().copied().collect();
    let variable = |name: &str| set.get(name).map(OsString::from);
    Layers {
        path: PathBuf::from("/etc/x.toml"),
        file: of_file(file).map_err(Refusal::Setting)?,
        environment: of_environment(variable).map_err(Refusal::Setting)?,
        flags: flags.iter().map(OsString::from).collect(),
    }
    .request()
}

fn options_of(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> Box<Cli> {
    match request(file, variables, flags) {
        Ok(Request::Run(cli)) => cli,
        other => panic!("{other:?}"),
    }
}

fn refusal(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> String {
    match request(file, variables, flags) {
        Err(Refusal::Setting(problem)) => problem,
        Err(Refusal::Options { error, origin }) => {
            format!("{error} from {}", origin.unwrap_or(Origin::CommandLine))
        }
        Ok(request) => panic!("{request:?}"),
    }
}

#[test]
fn the_environment_overrides_the_file_and_the_command_line_both() {
    let file = format!("{ADDRESS}max-feeds = 1\nmax-loads = 1\ndrain = 1\nno-path-tests = true\n");
    let variables = [
        ("CAMCHECK_RESPONDER_MAX_LOADS", "2"),
        ("CAMCHECK_RESPONDER_DRAIN", "2"),
        ("CAMCHECK_RESPONDER_NO_PATH_TESTS", "false"),
    ];
    let cli = options_of(&file, &variables, &["--drain", "3"]);
    assert_eq!((cli.max_feeds, cli.max_loads, cli.drain), (1, 2, 3));
    assert!(!cli.no_path_tests);
    assert_eq!(cli.addresses().len(), 1);
}

#[test]
fn every_option_but_those_of_one_call_can_be_in_the_file() {
    let names: Vec<_> = options().into_iter().map(|option| option.name).collect();
    for name in ["address", "tls-key", "udp", "frame-ancestors", "metrics"] {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    for name in ONLY_FLAGS.into_iter().chain(["help", "version"]) {
        assert!(!names.iter().any(|known| known == name), "{name}");
    }
}

#[test]
fn an_option_is_found_on_the_command_line() {
    assert!(is_in(&["--demo".into()], "demo"));
}

#[test]
fn a_setting_that_cannot_be_used_is_named_with_its_place() {
    for (file, variables, expected) in [
        (
            "adress = 1",
            &[][..],
            "adress is no option; there are address, ",
        ),
        ("demo = true", &[], "demo is no option"),
        (
            "no-path-tests = 1",
            &[],
            "no-path-tests must be true or false",
        ),
        ("web = true", &[], "web must be a string or a whole number"),
        ("web = ", &[], "line 1"),
        (
            "",
            &[("CAMCHECK_RESPONDER_NO_PATH_TESTS", "yes")],
            "CAMCHECK_RESPONDER_NO_PATH_TESTS must be true or false",
        ),
        (
            "udp = \"x\"",
            &[("CAMCHECK_RESPONDER_ADDRESS", "192.0.2.1")],
            "from /etc/x.toml",
        ),
        (
            ADDRESS,
            &[("CAMCHECK_RESPONDER_UDP", "x")],
            "from CAMCHECK_RESPONDER_UDP",
        ),
    ] {
        let problem = refusal(file, variables, &[]);
        assert!(problem.contains(expected), "{file}: {problem}");
    }
    // On the command line, there is only one place to look.
    let problem = refusal(ADDRESS, &[], &["--udp", "x"]);
    assert!(problem.ends_with("from command line"), "{problem}");
}

#[test]
fn what_is_in_force_is_printed_as_a_file() {
    let variables = [
        ("CAMCHECK_RESPONDER_MAX_FEEDS", "2"),
        ("CAMCHECK_RESPONDER_NO_PATH_TESTS", "false"),
    ];
    let file = format!("{ADDRESS}web = '/srv/a \"page\"'\nno-path-tests = true\n");
    let flags = ["--print-config", "--udp=3478"];
    let Ok(Request::Print(printed)) = request(&file, &variables, &flags) else {
        panic!("a configuration");
    };
    for line in [
        "address = \"192.0.2.1\" # /etc/x.toml",
        "web = \"/srv/a \\\"page\\\"\" # /etc/x.toml",
        "max-feeds = 2 # CAMCHECK_RESPONDER_MAX_FEEDS",
        "udp = 3478 # command line",
        "max-loads = 16 # default",
        "no-path-tests = false # CAMCHECK_RESPONDER_NO_PATH_TESTS",
        "# tls-cert is not set",
    ] {
        assert!(
            printed.lines().any(|printed| printed == line),
            "{line}: {printed}"
        );
    }
    // It can be read back, and is then the same.
    let again = options_of(&printed, &[], &[]);
    assert_eq!(again.max_feeds, 2);
    assert!(again.udp_ports().contains(3478) && !again.udp_ports().contains(3479));
    assert_eq!(again.web, Some(PathBuf::from("/srv/a \"page\"")));
}

#[test]
fn the_file_is_found() {
    let folder = env::temp_dir().join(format!("camcheck-config-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let default = folder.join("default.toml");
    let named = folder.join("named.toml");
    fs::write(&named, "drain = 7").expect("written");
    let read = |flags: &[&str]| {
        let flags = flags.iter().map(OsString::from).collect();
        Layers::read(flags, |_| None, &default)
    };
    // Only a file that was asked for has to be there.
    assert!(read(&[]).expect("no file").file.is_empty());
    let missing = read(&["--config=/no/file.toml"]).expect_err("no file");
    assert!(missing.starts_with("/no/file.toml: "), "{missing}");
    fs::write(&default, "drain = 5").expect("written");
    for (flags, drain) in [
        (&[][..], Some("5")),
        (&["--demo"], None),
        (&["--config", &named.to_string_lossy()], Some("7")),
    ] {
        let layers = read(flags).expect("a sound file");
        assert_eq!(
            layers.file.get("drain").map(String::as_str),
            drain,
            "{flags:?}"
        );
    }
    fs::remove_dir_all(&folder).expect("removed");
}

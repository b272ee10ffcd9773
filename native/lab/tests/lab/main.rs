//! Tests in the lab: every site file with the native program, the lab against another
//! implementation of NAT discovery, a sweep of all ports, and the page in real browsers.
//!
//! The process enters the lab's namespaces first, so this has its own `main`; filters and flags
//! are libtest's.

#[cfg(target_os = "linux")]
mod advice;
#[cfg(target_os = "linux")]
mod attacks;
#[cfg(target_os = "linux")]
mod browsers;
#[cfg(target_os = "linux")]
mod discovery;
#[cfg(target_os = "linux")]
mod feeds;
#[cfg(target_os = "linux")]
mod interference;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod offers;
#[cfg(target_os = "linux")]
mod people;
#[cfg(target_os = "linux")]
mod phones;
#[cfg(target_os = "linux")]
mod programs;
#[cfg(target_os = "linux")]
mod results;
#[cfg(target_os = "linux")]
mod scope;
#[cfg(target_os = "linux")]
mod self_test;
#[cfg(target_os = "linux")]
mod sites;
#[cfg(target_os = "linux")]
mod sweep;
#[cfg(target_os = "linux")]
mod systems;
#[cfg(target_os = "linux")]
mod timing;
#[cfg(target_os = "linux")]
mod upgrade;
#[cfg(target_os = "linux")]
mod watch;
#[cfg(target_os = "linux")]
mod webkit;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    anstream::println!("NOT RUN: the lab is made of Linux network namespaces");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::process::ExitCode;
    use std::sync::Arc;

    use camcheck_lab::{Lab, LabError};
    use libtest_mimic::{Arguments, Failed, Trial};

    use super::machine::{self, Machine};
    use super::results::Results;
    use super::timing::Timing;
    use super::{
        advice, attacks, browsers, discovery, feeds, offers, people, phones, programs, self_test,
        sites, sweep, systems, upgrade, watch, webkit,
    };

    static MACHINE: Machine = Machine::new();

    type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

    pub(super) fn main() -> ExitCode {
        let mut arguments = Arguments::from_args();
        arguments.test_threads.get_or_insert(machine::THREADS);
        let results = Arc::new(Results::default());
        let tests: Vec<(String, Test)> = sites::tests(&results)
            .into_iter()
            .chain(discovery::tests())
            .chain(sweep::tests())
            .chain(browsers::tests(&results))
            .chain(people::tests())
            .chain(offers::tests())
            .chain(self_test::tests())
            .chain(phones::tests(&results))
            .chain(feeds::tests())
            .chain(advice::tests())
            .chain(watch::tests())
            .chain(systems::tests())
            .chain(upgrade::tests())
            .chain(attacks::tests())
            .chain(webkit::tests())
            .collect();
        if arguments.list {
            let trials = tests.into_iter().map(|(name, _)| not_run(name)).collect();
            return libtest_mimic::run(&arguments, trials).exit_code();
        }
        // The inner process finds them there.
        if !Lab::is_entered()
            && let Err(error) = programs::build()
        {
            anstream::println!("NOT RUN: {error}");
            return ExitCode::FAILURE;
        }
        let timing = Arc::new(Timing::default());
        let trials = match Lab::enter() {
            Ok(lab) => with_lab(tests, lab, &timing),
            Err(error) => match without_lab(&error) {
                Some(failed) => return failed,
                None => tests.into_iter().map(|(name, _)| not_run(name)).collect(),
            },
        };
        let conclusion = libtest_mimic::run(&arguments, trials);
        anstream::println!("{}{}", timing.list(), results.table());
        conclusion.exit_code()
    }

    fn with_lab(tests: Vec<(String, Test)>, lab: Lab, timing: &Arc<Timing>) -> Vec<Trial> {
        let lab = Arc::new(lab);
        tests
            .into_iter()
            .map(|(name, test)| {
                let lab = Arc::clone(&lab);
                let timing = Arc::clone(timing);
                Trial::test(name.clone(), move || {
                    MACHINE.run(&name, || timing.time(&name, || test(&lab)))
                })
            })
            .collect()
    }

    /// Reported loudly, counted as ignored, and a failure with `CI=true`: tests that did not run are not a
    /// success.
    fn without_lab(error: &LabError) -> Option<ExitCode> {
        anstream::println!("NOT RUN: {error}");
        let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        (in_ci || !error.is_unavailable()).then_some(ExitCode::FAILURE)
    }

    fn not_run(name: String) -> Trial {
        Trial::test(name, || Ok(())).with_ignored_flag(true)
    }
}

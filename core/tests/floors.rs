//! Which module may use which: the floors of ARCHITECTURE.md are kept, and no two modules depend on each
//! other.

#[path = "floors/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use source::{Crate, ModulePath};

const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");

/// The source of every crate of the workspace.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).expect("the workspace");
    let manifest: toml::Table = manifest.parse().expect("the workspace's manifest");
    let workspace = manifest.get("workspace").expect("a workspace");
    let members = workspace.get("members").and_then(toml::Value::as_array);
    let members = members.expect("members").iter();
    members
        .map(|member| root.join(member.as_str().expect("a path")).join("src"))
        .collect()
}

/// The floors of the core as ARCHITECTURE.md lists them, the highest first.
fn floors() -> Vec<Vec<&'static str>> {
    let (_, section) = ARCHITECTURE
        .split_once("## Floors of the core")
        .expect("the section on floors");
    let block = section.split("```").nth(1).expect("the list of floors");
    let lines = block.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| line.split_whitespace().collect())
        .collect()
}

#[test]
fn a_module_of_the_core_knows_only_the_floors_below() {
    let floors = floors();
    let core = Crate::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let listed: BTreeSet<_> = floors.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(listed, core.children(&[]), "the floors of ARCHITECTURE.md");

    let floor_of = |name: &str| {
        let mut names = floors.iter();
        names.position(|floor| floor.contains(&name)).expect(name)
    };
    let arrows = core.arrows_between_siblings();
    for ((from, to), places) in arrows.get(&ModulePath::new()).expect("the core's modules") {
        let is_below = floor_of(to) > floor_of(from);
        assert!(is_below, "{from} may not know {to}, but does in {places:?}");
    }
}

#[test]
fn no_two_modules_need_each_other() {
    let mut found = 0;
    let mut circles = String::new();
    for source in sources() {
        for (parent, arrows) in Crate::read(&source).arrows_between_siblings() {
            found += arrows.len();
            for ((from, to), places) in circle_of(&arrows) {
                let parent = parent.join("::");
                let source = source.display();
                circles += &format!("{source}, {parent}: {from} knows {to} in {places:?}\n");
            }
        }
    }
    assert!(
        circles.is_empty(),
        "modules that need each other:\n{circles}"
    );
    assert!(found > 300, "only {found} arrows were found at all");
}

type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// The dependencies by which a module depends on itself.
fn circle_of(arrows: &Arrows) -> Arrows {
    let is_on_a_circle = |((from, to), _): &(&(String, String), &BTreeSet<String>)| {
        reached_from(to, arrows).contains(from.as_str())
    };
    let on_circles = arrows.iter().filter(is_on_a_circle);
    on_circles
        .map(|(arrow, places)| (arrow.clone(), places.clone()))
        .collect()
}

/// The module and everything on which it depends, directly or indirectly.
fn reached_from<'a>(start: &'a str, arrows: &'a Arrows) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([start]);
    let mut next = vec![start];
    while let Some(module) = next.pop() {
        for (_, to) in arrows.keys().filter(|(from, _)| from == module) {
            if reached.insert(to) {
                next.push(to);
            }
        }
    }
    reached
}

#[test]
fn a_circle_is_found() {
    let arrow = |from: &str, to: &str| ((from.to_owned(), to.to_owned()), BTreeSet::new());
    let line = Arrows::from([arrow("a", "b"), arrow("b", "c"), arrow("a", "c")]);
    assert!(circle_of(&line).is_empty());
    let circle = Arrows::from([
        arrow("a", "b"),
        arrow("b", "c"),
        arrow("c", "b"),
        arrow("c", "d"),
    ]);
    let found: Vec<_> = circle_of(&circle)
        .into_keys()
        .map(|(from, _)| from)
        .collect();
    assert_eq!(found, ["b", "c"]);
}

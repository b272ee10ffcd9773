//! The modules of a crate, and which of them use which, read from its source. What is compiled for tests
//! only does not count, nor do doc comments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// The names from the crate's root down; empty for the root.
pub(crate) type ModulePath = Vec<String>;

/// Arrows among the children of one module: from, to, and the modules in which they begin.
type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

pub(crate) struct Crate {
    /// Every module with the paths that its code names, each resolved to names from the root.
    modules: BTreeMap<ModulePath, BTreeSet<ModulePath>>,
}

impl Crate {
    pub(crate) fn read(source: &Path) -> Self {
        let mut modules = BTreeMap::new();
        read_folder(source, &ModulePath::new(), &mut modules);
        assert!(!modules.is_empty(), "no source in {}", source.display());
        Self { modules }
    }

    /// The names of the modules right below one.
    pub(crate) fn children(&self, parent: &[String]) -> BTreeSet<String> {
        let paths = self.modules.keys();
        let below = paths.filter_map(|path| path.strip_prefix(parent));
        below.filter_map(|rest| rest.first().cloned()).collect()
    }

    /// For each module, which of its children use which others. What a module and its own children
    /// know of each other is theirs.
    pub(crate) fn arrows_between_siblings(&self) -> BTreeMap<ModulePath, Arrows> {
        let mut all = BTreeMap::<ModulePath, Arrows>::new();
        for (from, named) in &self.modules {
            for to in named.iter().filter_map(|path| self.module_of(path)) {
                let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if let (Some(one), Some(other)) = (from.get(common), to.get(common)) {
                    let parent = from.iter().take(common).cloned().collect();
                    let arrows = all.entry(parent).or_default();
                    let places = arrows.entry((one.clone(), other.clone())).or_default();
                    places.insert(from.join("::"));
                }
            }
        }
        all
    }

    /// The module that a path leads to or into; `None` for the root.
    fn module_of(&self, path: &[String]) -> Option<ModulePath> {
        let lengths = (1..=path.len()).rev();
        let mut prefixes = lengths.filter_map(|length| path.get(..length));
        prefixes
            .find(|prefix| self.modules.contains_key(*prefix))
            .map(<[_]>::to_vec)
    }
}

/// `a.rs` is the module `a`, and what is in the folder `a` is below it. Every file in a folder `bin` is
/// the root of a program.
fn read_folder(
    folder: &Path,
    module: &ModulePath,
    modules: &mut BTreeMap<ModulePath, BTreeSet<ModulePath>>,
) {
    for entry in std::fs::read_dir(folder).expect("a folder of source") {
        let path = entry.expect("an entry of the folder").path();
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("a name");
        let is_root = module.is_empty() && ["lib", "main"].contains(&name);
        let mut own = module.clone();
        if !is_root {
            own.push(name.to_owned());
        }
        if path.is_dir() {
            read_folder(&path, &own, modules);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests" {
            let text = std::fs::read_to_string(&path).expect("source");
            let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
            read_items(file.items, &own, modules);
        }
    }
}

fn read_items(
    items: Vec<syn::Item>,
    module: &ModulePath,
    modules: &mut BTreeMap<ModulePath, BTreeSet<ModulePath>>,
) {
    let mut named = BTreeSet::new();
    for item in items {
        if is_for_tests(&item) {
            continue;
        }
        match item {
            syn::Item::Mod(syn::ItemMod {
                ident,
                content: Some((_, items)),
                ..
            }) => {
                let mut inner = module.clone();
                inner.push(ident.to_string());
                read_items(items, &inner, modules);
            }
            item => collect_paths(item.to_token_stream(), module, &mut named),
        }
    }
    modules.entry(module.clone()).or_default().extend(named);
}

fn is_for_tests(item: &syn::Item) -> bool {
    let attributes = match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        _ => return false,
    };
    let mut conditions = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.any(|attribute| {
        let condition = attribute.parse_args::<syn::Ident>();
        condition.is_ok_and(|condition| condition == "test")
    })
}

/// Every path that begins with `crate`, `self` or `super`, in macros too.
fn collect_paths(tokens: TokenStream, module: &ModulePath, named: &mut BTreeSet<ModulePath>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        match token {
            TokenTree::Group(group) => collect_paths(group.stream(), module, named),
            TokenTree::Ident(ident) => {
                let start = match ident.to_string().as_str() {
                    "crate" => Some(ModulePath::new()),
                    "self" => Some(module.clone()),
                    "super" => Some(step(module.clone(), "super")),
                    _ => None,
                };
                if let Some(start) = start.filter(|_| after_colons(after).is_some()) {
                    rest = collect_tree(after, start, named);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Follows a path from the colons on, into the braces of a `use`; gives back what comes after it.
fn collect_tree<'a>(
    mut rest: &'a [TokenTree],
    mut path: ModulePath,
    named: &mut BTreeSet<ModulePath>,
) -> &'a [TokenTree] {
    while let Some([name, after @ ..]) = after_colons(rest) {
        match name {
            TokenTree::Ident(ident) => path = step(path, &ident.to_string()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let tokens: Vec<_> = group.stream().into_iter().collect();
                for branch in tokens.split(|token| is_punct(token, ',')) {
                    collect_branch(branch, &path, named);
                }
                return after;
            }
            _ => break,
        }
        rest = after;
    }
    named.insert(path);
    rest
}

/// One branch within the braces of a `use`.
fn collect_branch(branch: &[TokenTree], path: &ModulePath, named: &mut BTreeSet<ModulePath>) {
    if let Some((TokenTree::Ident(ident), after)) = branch.split_first() {
        let path = step(path.clone(), &ident.to_string());
        collect_tree(after, path, named);
    }
}

/// Where a name leads from a path.
fn step(mut path: ModulePath, name: &str) -> ModulePath {
    match name {
        "super" => {
            path.pop();
        }
        "self" => {}
        name => path.push(name.to_owned()),
    }
    path
}

/// What follows two colons.
fn after_colons(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [one, two, rest @ ..] if is_punct(one, ':') && is_punct(two, ':') => Some(rest),
        _ => None,
    }
}

fn is_punct(token: &TokenTree, expected: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == expected)
}

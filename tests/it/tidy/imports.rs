//! One direction: the modules are an ordered list, and no files import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;

/// A module imports only modules before it.
const ORDER: &[&str] = &[
    "error",
    "text",
    "fs",
    "model",
    "cli",
    "settings",
    "roster",
    "fleet",
    "roster_fmt",
    "http",
    "directory",
    "plan",
    "apply",
    "fleet_report",
    "render",
    "redact",
    "sandbox",
    "ui",
    "commands",
];

/// A file's module path, and the files that its `crate::` and `super::` paths lead to.
type Graph = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

#[test]
fn every_module_is_in_the_ordered_list() {
    let modules: BTreeSet<String> = graph().into_keys().map(|module| module[0].clone()).collect();
    assert_eq!(modules, ORDER.iter().map(|module| (*module).to_owned()).collect());
}

#[test]
fn a_module_imports_only_modules_before_it() {
    let place = |module: &[String]| ORDER.iter().position(|known| *known == module[0]);
    let mut wrong = Vec::new();
    for (from, imported) in graph() {
        let later = imported.iter().filter(|to| place(to) > place(&from));
        wrong.extend(later.map(|to| format!("{} imports {}", from.join("/"), to.join("/"))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles: Vec<String> = circles(&graph()).iter().map(|circle| circle.join(", ")).collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn a_circle_is_seen() {
    let edges = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")];
    let mut graph = Graph::from([(vec!["d".to_owned()], BTreeSet::new())]);
    for (from, to) in edges {
        graph.entry(vec![from.to_owned()]).or_default().insert(vec![to.to_owned()]);
    }
    assert_eq!(circles(&graph), [["a", "b", "c"]]);
}

#[test]
fn paths_are_found_in_groups_and_in_code() {
    let code = "use crate::{plan::{Plan, decide}, model::Email};\nfn f() { super::g(); crate::ui::Ui::default() }\n";
    let found: Vec<String> = paths(code).into_iter().map(|path| path.join("::")).collect();
    let expected =
        ["crate::plan::Plan", "crate::plan::decide", "crate::model::Email", "super::g", "crate::ui::Ui::default"];
    assert_eq!(found, expected);
}

/// The imports of every file. A folder's own file and its children are one family: no import between them counts.
fn graph() -> Graph {
    let modules: Vec<(Vec<String>, String)> = sources()
        .into_iter()
        .filter(|(path, _)| !matches!(path.as_str(), "lib.rs" | "main.rs"))
        .map(|(path, code)| (module(&path), code))
        .collect();
    let known: BTreeSet<Vec<String>> = modules.iter().map(|(module, _)| module.clone()).collect();
    let resolve =
        |path: &[String]| (1..=path.len()).rev().map(|n| path[..n].to_vec()).find(|path| known.contains(path));
    let mut graph = Graph::new();
    for (from, code) in &modules {
        let imported = graph.entry(from.clone()).or_default();
        for path in paths(code) {
            let ups = path.iter().take_while(|segment| *segment == "super").count();
            let full: Vec<String> = if ups == 0 {
                path[1..].to_vec()
            } else {
                from[..from.len().saturating_sub(ups)].iter().chain(&path[ups..]).cloned().collect()
            };
            let Some(to) = resolve(&full) else { continue };
            if !to.starts_with(from) && !from.starts_with(&to) {
                imported.insert(to);
            }
        }
    }
    graph
}

fn module(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// Every path in the code that starts with `crate` or `super`, those in groups one by one.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = ["crate::", "super::"].iter().filter_map(|start| rest.find(start)).min() {
        let is_word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let read = if is_word { 7 } else { path(&rest[at..], &[], &mut found) };
        rest = &rest[at + read..];
    }
    found
}

/// Reads one path, or a group of them, after a prefix; returns how many bytes were read.
fn path(text: &str, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut segments = prefix.to_vec();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let word = text[at..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len() - at);
        if word > 0 {
            segments.push(text[at..at + word].to_owned());
            at += word;
            if text[at..].starts_with("::") {
                at += 2;
                continue;
            }
        } else if text[at..].starts_with('{') {
            at += 1;
            while at < text.len() && !text[at..].starts_with('}') {
                let read = path(&text[at..], &segments, found);
                at += read.max(1);
                at += text[at..].find([',', '}']).unwrap_or(text.len() - at);
                at += usize::from(text[at..].starts_with(','));
                at += text[at..].len() - text[at..].trim_start().len();
            }
            return at + 1;
        }
        found.push(segments);
        return at;
    }
}

/// The strongly connected components of more than one file (Tarjan's algorithm, by depth-first search).
fn circles(graph: &Graph) -> Vec<Vec<String>> {
    #[derive(Default)]
    struct Search {
        index: BTreeMap<Vec<String>, (usize, usize)>,
        stack: Vec<Vec<String>>,
        circles: Vec<Vec<String>>,
    }
    fn visit(node: &Vec<String>, graph: &Graph, search: &mut Search) {
        let number = search.index.len();
        search.index.insert(node.clone(), (number, number));
        search.stack.push(node.clone());
        for to in graph.get(node).into_iter().flatten() {
            if !search.index.contains_key(to) {
                visit(to, graph, search);
            }
            if search.stack.contains(to) {
                let low = search.index[to].1;
                let own = &mut search.index.get_mut(node).expect("visited").1;
                *own = low.min(*own);
            }
        }
        if search.index[node].1 == number {
            let from = search.stack.iter().position(|other| other == node).expect("on the stack");
            let mut circle: Vec<String> = search.stack.drain(from..).map(|file| file.join("/")).collect();
            if circle.len() > 1 {
                circle.sort();
                search.circles.push(circle);
            }
        }
    }
    let mut search = Search::default();
    for node in graph.keys() {
        if !search.index.contains_key(node) {
            visit(node, graph, &mut search);
        }
    }
    search.circles
}

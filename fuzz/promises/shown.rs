//! Printed text has no effect on a terminal and hides nothing.

use rosterctl::render::diagnostics::{self, DiagnosticsReport};

/// Checks a text that rosterctl would print: apart from its own colours it contains no control character but line breaks,
/// no character that reorders text, and no invisible character.
pub fn is_harmless(text: &str) {
    let plain = without_colours(text);
    let hidden = plain.chars().find(|c| *c != '\n' && acts(*c));
    assert!(hidden.is_none(), "{hidden:?} would be printed: {plain:?}");
    for line in plain.lines() {
        assert!(!commands(line), "a pipeline would take this for a command: {line:?}");
    }
    assert_eq!(anstream::adapter::strip_str(text).to_string(), plain, "the colours are not removed completely");
}

/// Checks the report on an invalid roster, in every format. A workflow command is one of rosterctl, alone on its line.
pub fn forms_are_harmless(found: &DiagnosticsReport) {
    is_harmless(&diagnostics::text(found));
    is_harmless(&diagnostics::json(found));
    is_harmless(&diagnostics::sarif(found, "rosterctl validate"));
    for line in diagnostics::github(found).lines() {
        let rest = line.strip_prefix("::error ").or_else(|| line.strip_prefix("::warning "));
        let rest = rest.unwrap_or_else(|| panic!("neither an error nor a warning: {line:?}"));
        is_harmless(rest);
    }
}

/// The text without `ESC [ digits and semicolons m`, and without any other sequence.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        let (before, sequence) = rest.split_at(at);
        plain.push_str(before);
        let parameters = sequence["\u{1b}[".len()..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        let Some(after) = parameters.strip_prefix('m') else { panic!("not a colour: {sequence:?}") };
        rest = after;
    }
    plain + rest
}

/// Whether the runners of GitHub Actions or Azure Pipelines take a printed line for a command.
fn commands(line: &str) -> bool {
    let named = |prefix: &str| line.match_indices(prefix).any(|(at, _)| line[at + prefix.len()..].contains(']'));
    named("##[") || named("##vso[") || line.trim_start().starts_with("::")
}

/// General categories Cc, Cf, Zl and Zp of Unicode 17, and its property Default_Ignorable_Code_Point. This is a
/// second list, so that a gap in the list of the crate is found.
fn acts(c: char) -> bool {
    const RANGES: &[(u32, u32)] = &[
        (0x0, 0x1f),
        (0x7f, 0x9f),
        (0xad, 0xad),
        (0x34f, 0x34f),
        (0x600, 0x605),
        (0x61c, 0x61c),
        (0x6dd, 0x6dd),
        (0x70f, 0x70f),
        (0x890, 0x891),
        (0x8e2, 0x8e2),
        (0x115f, 0x1160),
        (0x17b4, 0x17b5),
        (0x180b, 0x180f),
        (0x200b, 0x200f),
        (0x2028, 0x202e),
        (0x2060, 0x206f),
        (0x3164, 0x3164),
        (0xfe00, 0xfe0f),
        (0xfeff, 0xfeff),
        (0xffa0, 0xffa0),
        (0xfff0, 0xfffb),
        (0x110bd, 0x110bd),
        (0x110cd, 0x110cd),
        (0x13430, 0x1343f),
        (0x1bca0, 0x1bca3),
        (0x1d173, 0x1d17a),
        (0xe0000, 0xe0fff),
    ];
    let code = u32::from(c);
    RANGES.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

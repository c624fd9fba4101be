//! Texts before and after, and laws for texts with comments everywhere.

mod laws;

use super::{FmtError, Formatted, formatted};
use crate::roster::yaml;

fn format(text: &str) -> Result<Formatted, FmtError> {
    formatted(text, &yaml::parse(text).unwrap())
}

/// The canonical layout, which has to be its own.
fn canonical(text: &str) -> String {
    let once = format(text).unwrap_or_else(|reason| panic!("{reason:?}:\n{text}")).text;
    assert_eq!(format(&once).unwrap().text, once, "formatted twice:\n{text}");
    once
}

#[track_caller]
fn becomes(before: &str, after: &str) {
    assert_eq!(canonical(before), after);
}

#[test]
fn keys_come_in_their_order_and_people_by_e_mail() {
    becomes(
        "users:\n- zoe@x\n- note: m\n  email: Bo@x\n- 'ana@x'\nversion: 1\ndirectory: {org: o.yaml, type: sandbox}\n",
        "version: 1\n\ndirectory:\n  type: sandbox\n  org: o.yaml\n\nusers:\n  - ana@x\n  - email: Bo@x\n    note: m\n  - zoe@x\n",
    );
}

#[test]
fn a_comment_above_behind_or_below_an_entry_moves_with_it() {
    becomes(
        "users:\n- zoe@x # behind\n  # under\n# above\n- bo@x\n",
        "users:\n  # above\n  - bo@x\n  - zoe@x  # behind\n    # under\n",
    );
    becomes(
        "users:\n  # of bo\n  - note: m # note\n    # mail\n    email: bo@x # at x\n    # end\n  - ana@x\n",
        "users:\n  - ana@x\n  # of bo\n  # mail\n  - email: bo@x  # at x\n    note: m  # note\n    # end\n",
    );
}

#[test]
fn groups_keep_their_order_and_their_headings() {
    becomes(
        "users:\n  # Support\n\n  - zoe@x\n  - ana@x\n\n\n  # Sales\n\n  # of fay\n  - fay@x\n  - bo@x\n  # former\n\n  - cy@x\n  - bea@x\n  # end\n",
        "users:\n  # Support\n\n  - ana@x\n  - zoe@x\n\n  # Sales\n\n  - bo@x\n  # of fay\n  - fay@x\n  # former\n\n  - bea@x\n  - cy@x\n  # end\n",
    );
}

#[test]
fn a_moved_comment_that_may_be_a_heading_is_reported() {
    let moved = |text| format(text).unwrap().moved_comments;
    assert_eq!(moved("users:\n  # Support\n  - zoe@x\n  - ana@x\n"), [(2, "# Support".to_owned())]);
    assert_eq!(moved("users:\n  # Support\n\n  - zoe@x\n  - ana@x\n"), []);
    assert_eq!(moved("users:\n  # Support\n  - ana@x\n  - zoe@x\n"), []);
}

#[test]
fn comments_in_brackets_and_empty_lists_are_kept() {
    becomes(
        "scope: {divisions: [A, # a\n  B\n  # end\n  ], email_domains: [x] # dom\n } # scope\nusers: [ # none\n  # yet\n ]\n",
        "scope:  # scope\n  divisions:\n    - A  # a\n    - B\n    # end\n  email_domains: [x]  # dom\n\n# yet\nusers: []  # none\n",
    );
    becomes(
        "users: [{email: b@x, # b\n  note: m}, # both\n  # of a\n  a@x] # all\n",
        "users:  # all\n  # of a\n  - a@x\n  # both\n  - email: b@x  # b\n    note: m\n",
    );
    becomes("users: []\n  # - ana@x\n\nleavers: []\n", "users: []\n  # - ana@x\n\nleavers: []\n");
}

#[test]
fn comments_between_a_key_and_its_value_are_kept() {
    becomes(
        "users:\n  - # dash\n    email: # key\n      # line\n      bo@x # value\n  -\n    # own\n    ana@x\n",
        "users:\n  # own\n  - ana@x\n  # dash\n  # line\n  # key\n  - email: bo@x  # value\n",
    );
    becomes("? users # u\n: # v\n  - ana@x\n", "# u\nusers:  # v\n  - ana@x\n");
}

#[test]
fn comments_at_the_top_and_at_the_end_stay_there() {
    becomes(
        "# yaml-language-server: $schema=s\n# Team.\n\n# Of leavers.\nleavers: []\nusers: []\n# end\n",
        "# yaml-language-server: $schema=s\n# Team.\n\nusers: []\n\n# Of leavers.\nleavers: []\n\n# end\n",
    );
    becomes(
        "# yaml-language-server: $schema=s\nleavers: []\nusers: []\n",
        "# yaml-language-server: $schema=s\nusers: []\n\nleavers: []\n",
    );
    becomes(
        "# head\n--- # mark\n# top\n\nusers: []\n... # done\n# after\n",
        "# head\n---\n# mark\n# top\n\nusers: []\n\n# done\n# after\n",
    );
}

#[test]
fn a_comment_below_a_list_belongs_to_it_when_indented_or_followed_by_a_blank_line() {
    becomes("users:\n  - ana@x\n  # - bo@x\nleavers: []\n", "users:\n  - ana@x\n  # - bo@x\n\nleavers: []\n");
    becomes("users:\n- ana@x\n# - bo@x\n\nleavers: []\n", "users:\n  - ana@x\n  # - bo@x\n\nleavers: []\n");
    becomes("users:\n- ana@x\n# Gone.\nleavers: []\n", "users:\n  - ana@x\n\n# Gone.\nleavers: []\n");
}

#[test]
fn comments_that_are_aligned_stay_aligned() {
    becomes(
        "directory:\n    type: genesys-cloud        # a\n    region: eu-central-1       # b\n    api_url: https://x # c\n",
        "directory:\n  type: genesys-cloud          # a\n  region: eu-central-1         # b\n  api_url: https://x  # c\n",
    );
}

#[test]
fn values_are_spelled_in_one_way() {
    becomes(
        "leavers:\n  - email: \"a@x\"\n    id: '12'\n    reason: >\n      left\n      us\n    ticket: |-\n      no\nusers:\n  - email: 'x y'\n    until: \"2026-12-31\"\n    note: many\n      lines\n",
        "users:\n  - email: x y\n    until: 2026-12-31\n    note: many lines\n\nleavers:\n  - email: a@x\n    id: \"12\"\n    reason: left us\n    ticket: \"no\"\n",
    );
}

#[test]
fn a_long_list_leaves_its_brackets() {
    let names: Vec<String> = (0..20).map(|n| format!("Division {n}")).collect();
    let block: String = names.iter().map(|name| format!("    - {name}\n")).collect();
    becomes(&format!("scope: {{divisions: [{}]}}\n", names.join(", ")), &format!("scope:\n  divisions:\n{block}"));
}

#[test]
fn line_breaks_of_one_sort_stay_and_mixed_ones_become_line_feeds() {
    becomes("users:\r\n- b@x # c\r\n\r\n- a@x\r\n", "users:\r\n  - b@x  # c\r\n\r\n  - a@x\r\n");
    becomes("users:\r\n- b@x # c\n", "users:\n  - b@x  # c\n");
}

#[test]
fn a_directive_is_refused_with_its_place() {
    assert_eq!(format("# c\n%YAML 1.2\n---\nusers: []\n"), Err(FmtError::Directive(4)));
}

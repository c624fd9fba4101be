//! What every format promises.

pub(crate) mod fixtures;

use super::{diff, github, gitlab, html, markdown, text};
use crate::plan::SavedPlan;

use self::fixtures::plan;

#[test]
fn fifty_thousand_actions_render_in_every_format() {
    let saved = plan(50_000, 50_000, "di@acme.example");
    type Rendering = fn(&SavedPlan) -> String;
    let renderings: [(&str, Rendering); 7] = [
        ("markdown", |saved| markdown(saved, 65_000).unwrap()),
        ("text", text::plan),
        ("json", SavedPlan::to_json),
        ("html", html),
        ("diff", diff),
        ("github", github),
        ("gitlab", gitlab),
    ];
    for (name, rendering) in renderings {
        assert!(!rendering(&saved).is_empty(), "{name}");
    }
    let diff = diff(&saved);
    assert_eq!(diff.lines().filter(|line| line.starts_with("-di")).count(), 50_000);
    let github = github(&saved);
    assert_eq!(github.matches("::notice ").count(), 10);
    assert_eq!(github.matches("%0A+49,990 more\n").count(), 2, "{github}");
}

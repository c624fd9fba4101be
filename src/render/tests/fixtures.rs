//! Test fixtures: a plan with one text in place of every text from outside, and hostile texts.

use proptest::prelude::*;

use crate::model::{ApplyPolicy, Division, Hundredths, Impact, Organization, Reported, Undeclared};
use crate::plan::{
    Action, ActionKind, ActionUser, Amount, DirectoryRecord, FileRecord, Finding, FindingCode, FindingUser, GUARDS,
    Guard, GuardName, LiveRecord, Override, PlaceRecord, Plan, ReadingSource, Reason, ReasonCode, RosterRecord,
    SavedPlan, Severity, Summary, Verdict,
};

/// A plan with this many actions and findings, and with this text in place of every text from outside.
pub(crate) fn plan(actions: usize, findings: usize, text: &str) -> SavedPlan {
    let text = || text.to_owned();
    let at = || Some(PlaceRecord { file: text(), line: 3, column: 5 });
    let impact = Impact {
        last_login: Reported::Unknown,
        roles: Reported::Known(vec![text(), text()]),
        interaction: Reported::Known(true),
    };
    let action = |_| Action {
        action: ActionKind::Deactivate,
        user: ActionUser {
            // Ids are opaque: a directory may give any text.
            id: text(),
            email: text(),
            name: text(),
            division: Some(Division { id: text(), name: text() }),
            account: crate::model::AccountMarks::default(),
            version: crate::model::Version::number(1),
        },
        reason: Reason { code: ReasonCode::Leaver, text: text(), at: at(), details: None },
        impact: Some((&impact).into()),
    };
    let finding = |_| Finding {
        code: FindingCode::Missing,
        severity: Severity::Warning,
        user: FindingUser { id: Some(text()), email: text(), name: Some(text()) },
        text: text(),
        at: at(),
        details: None,
    };
    let one = Amount(Hundredths(100));
    let guard = |name| Guard { name, limit: Some(one), actual: Some(one), verdict: Verdict::Passed };
    let now = "2026-11-21T17:00:00Z".parse().unwrap();
    SavedPlan {
        format_version: "1.0".to_owned(),
        rosterctl_version: "0.1.0".to_owned(),
        created_at: now,
        expires_at: now,
        date: "2026-11-21".parse().unwrap(),
        as_of: true,
        redacted: false,
        directory: DirectoryRecord {
            kind: "sandbox".to_owned(),
            api_url: None,
            login_url: None,
            org: Some(text()),
            deactivation: "state".to_owned(),
            strip_roles: false,
            organization: Organization { id: text(), name: text() },
            settings: serde_json::Map::new(),
            terms: None,
        },
        roster: RosterRecord { files: vec![FileRecord { path: text(), sha256: "0".repeat(64) }], commit: None },
        live: LiveRecord { source: ReadingSource::Directory, read_at: now, active: 1, in_scope: 1 },
        apply: ApplyPolicy::default(),
        plan: Plan {
            actions: (0..actions).map(action).collect(),
            findings: (0..findings).map(finding).collect(),
            guards: GUARDS.into_iter().map(guard).collect(),
            overrides: vec![Override { guard: GuardName::EmptyRoster, value: one, reason: text() }],
            undeclared: Undeclared::Deactivate,
            partial: true,
            summary: Summary { deactivate: actions as u64, findings: findings as u64, ..Summary::default() },
        },
        digest: format!("sha256:{}", "0".repeat(64)),
        checksum: format!("sha256:{}", "0".repeat(64)),
    }
}

const BAIT: &[&str] = &[
    "@acme/security",
    "[x](http://evil.example)",
    "![x](//evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<script>",
    "</code></details>",
    "<!--",
    "-->",
    "http://evil.example",
    "www.evil.example",
    "evil@evil.example",
    "<https://evil.example>",
    "`",
    "```\n",
    "|",
    "\\|",
    "\n\n| a | b |\n|---|---|",
    "\r\n# x",
    "#123",
    "GH-7",
    ":tada:",
    "&#60;b&#62;",
    "&lt;",
    "**x**",
    "_x_",
    "~~x~~",
    "$x$",
    "[^1]",
    "[ ] ",
    "\u{202e}",
    "\u{200b}",
    "\u{1b}[2J",
    "\0",
    "</title><b>",
    "</style><b>",
    "</script><script>",
    "\"><b>",
    "' onload='x",
    "<!DOCTYPE",
    "<![CDATA[",
    "é",
    "日本",
    "a b",
];

pub(crate) fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![3 => prop::sample::select(BAIT).prop_map(str::to_owned), 1 => "\\PC{0,3}"], 0..7)
        .prop_map(|parts| parts.concat())
}

//! The story of the quickstart: what the tour runs, and what the recording shows.

use rosterctl::error::Exit;

use super::step::Step;

/// Plan, fix, plan, apply and plan again.
pub(crate) const STORY: &[Step] = &[
    Step::Say("Acme has 56 active users in a sandbox: a real HTTP directory, started with the program."),
    Step::Say("roster.yaml lists the users who should be active. What would change?"),
    Step::Run("rosterctl plan roster.yaml", Exit::Refused),
    Step::Say("A guard refused: a declared user does not exist, and an active user has the same name."),
    Step::Say("Katarzyna married. The finding says how to declare it, in roster.yaml:"),
    Step::Edit {
        before: "  - katarzyna.nowak@acme.example\n",
        after: "  - email: katarzyna.wisniewska@acme.example\n    was: katarzyna.nowak@acme.example\n",
    },
    Step::Run("rosterctl plan roster.yaml --out plan.json", Exit::Done),
    Step::Say("A colleague reviews the saved plan. Now exactly that plan is applied:"),
    Step::Run("rosterctl apply plan.json", Exit::Done),
    Step::Say("A new plan has no changes:"),
    Step::Run("rosterctl plan roster.yaml --detailed-exitcode", Exit::Done),
];

//! The reasons why users are deactivated.

use crate::plan::{ReasonCode, ReasonKind};

/// A reason as a text. It is part of the digest of a plan: for the same values it never changes.
#[must_use]
pub fn reason_text(kind: &ReasonKind) -> String {
    match kind {
        ReasonKind::Leaver { reason, ticket: Some(ticket) } => format!("{} ({})", reason.0, ticket.0),
        ReasonKind::Leaver { reason, ticket: None } => reason.0.clone(),
        ReasonKind::Expired { last_day, note: Some(note) } => format!("last day was {last_day} ({})", note.0),
        ReasonKind::Expired { last_day, note: None } => format!("last day was {last_day}"),
        ReasonKind::NotDeclared => "not declared in the roster".to_owned(),
    }
}

/// The reason as far as its code alone determines it; `None` where all of it is free text.
pub(crate) fn general_reason(code: ReasonCode) -> Option<&'static str> {
    match code {
        ReasonCode::Leaver => None,
        ReasonCode::Expired => Some("the last day has passed"),
        ReasonCode::NotDeclared => Some("not declared in the roster"),
    }
}

/// The rule in one word.
pub(in crate::render) fn reason_word(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::Leaver => "leaver",
        ReasonCode::Expired => "expired",
        ReasonCode::NotDeclared => "undeclared",
    }
}

/// The rule as it precedes a reason: `leaver: `; empty where the text of the reason names it.
pub(in crate::render) fn reason_label(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::Leaver => "leaver: ",
        ReasonCode::Expired => "expired: ",
        ReasonCode::NotDeclared => "",
    }
}

/// What an action for this reason is, as a sentence.
pub(in crate::render) fn reason_summary(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::Leaver => "A leaver would be deactivated.",
        ReasonCode::Expired => "A user whose last day has passed would be deactivated.",
        ReasonCode::NotDeclared => "A user who is not declared in the roster would be deactivated.",
    }
}

/// What to do about such an action if it is not intended.
pub(in crate::render) fn reason_advice(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::Leaver => "Nothing, if the leaver entry is right.",
        ReasonCode::Expired => "Nothing, or a later `until`.",
        ReasonCode::NotDeclared => "Nothing, or a line under `users`.",
    }
}

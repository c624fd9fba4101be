//! The plan options of a command line: the day, the users of `--only`, the overridden guards.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::{Error, Kind, Result};
use crate::model::{DeactivationTerms, DirectoryType, Email, Hundredths, UserId};
use crate::plan::{Amount, GUARDS, GuardName, Override, PlanOptions, Selector};
use crate::roster::Roster;
use crate::settings::PlanSettings;
use crate::text::one_line;

/// The options of a plan that is made at `now`.
///
/// # Errors
/// Invalid users and guards.
pub(super) fn plan_options(planning: &PlanSettings, roster: &Roster, now: Timestamp) -> Result<PlanOptions> {
    let today = now.to_zoned(roster.timezone.clone()).date();
    let terms = roster.directory.terms();
    check_attestation(terms.as_ref(), today)?;
    Ok(PlanOptions {
        date: planning.as_of.unwrap_or(today),
        only: planning.only.iter().map(|typed| only(typed, roster.directory.kind)).collect::<Result<_>>()?,
        overrides: overrides(planning)?,
        capabilities: roster.directory.capabilities(),
        terms,
        notes: roster.directory.notes(),
        pinned: roster.directory.pinned().map(|user| user.id),
    })
}

/// Checks that nobody attests what they will look up only later.
fn check_attestation(terms: Option<&DeactivationTerms>, today: Date) -> Result<()> {
    match terms.and_then(|terms| terms.attestation.as_ref()).filter(|given| given.date > today) {
        None => Ok(()),
        Some(given) => Err(Error::new(
            Kind::Roster,
            format!("`attest` under `directory` is dated {}, which is in the future", given.date),
        )
        .hint("write the day on which the evidence was looked up as `date`; no plan was made")),
    }
}

fn only(typed: &str, kind: &DirectoryType) -> Result<Selector> {
    selector(typed, kind).map_err(|wrong| {
        Error::new(Kind::Usage, format!("--only `{}`: {wrong}", one_line(typed)))
            .hint("give one e-mail or one id; repeat --only for several users")
    })
}

/// The user that was typed, by e-mail or by an id of this type of directory.
///
/// # Errors
/// Why it is neither an e-mail nor an id, as a clause.
pub(super) fn selector(typed: &str, kind: &DirectoryType) -> std::result::Result<Selector, String> {
    if typed.contains('@') {
        Email::parse(typed).map(Selector::Email).map_err(|fault| match Email::corrected(typed) {
            Some(meant) => format!("the e-mail {fault}; did you mean `{meant}`?"),
            None => format!("the e-mail {fault}"),
        })
    } else {
        UserId::new(typed)
            .filter(|id| (kind.accepts_id)(id.as_str()))
            .map(Selector::Id)
            .ok_or_else(|| "neither an e-mail nor an id".to_owned())
    }
}

fn overrides(planning: &PlanSettings) -> Result<Vec<Override>> {
    let mut lifted: Vec<Override> = Vec::new();
    for (guard, value) in &planning.overrides {
        let guard = name(guard)?;
        if lifted.iter().any(|other| other.guard == guard) {
            return Err(Error::new(Kind::Usage, format!("--override {guard}: given twice")).hint("give it once"));
        }
        let reason = planning.reason.clone().unwrap_or_default();
        if reason.trim().is_empty() {
            return Err(Error::new(Kind::Usage, "--override needs a --reason")
                .hint("give a reason, for example --reason OPS-7; it is recorded in the plan"));
        }
        lifted.push(Override { guard, value: amount(guard, value)?, reason });
    }
    lifted.sort_by_key(|lifted| lifted.guard);
    Ok(lifted)
}

fn name(typed: &str) -> Result<GuardName> {
    let lifted: Vec<GuardName> = GUARDS.into_iter().filter(|guard| guard.can_be_lifted()).collect();
    if let Some(found) = GUARDS.into_iter().find(|guard| guard.as_str() == typed) {
        return match found.can_be_lifted() {
            true => Ok(found),
            false => Err(Error::new(Kind::Usage, format!("--override {found}: this guard cannot be lifted")).hint(
                "accept each effect by name under `accept`, or attest it under `attest`: the roster is reviewed",
            )),
        };
    }
    let all: Vec<&str> = lifted.into_iter().map(GuardName::as_str).collect();
    Err(Error::new(Kind::Usage, format!("--override {}: no such guard", one_line(typed)))
        .hint(format!("the guards are {}", all.join(", "))))
}

/// A guard's number as typed: whole, or for a percentage with up to two decimals.
fn amount(guard: GuardName, typed: &str) -> Result<Amount> {
    let wrong = || {
        Error::new(Kind::Usage, format!("--override {guard}={}: not a number that this guard takes", one_line(typed)))
            .hint(
                "the value is the number that the guard shows as its actual one: whole, or in percent with up to two \
             decimals",
            )
    };
    let (whole, decimals) = typed.split_once('.').unwrap_or((typed, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let fits = !whole.is_empty() && whole.len() <= 9 && digits(whole) && decimals.len() <= 2 && digits(decimals);
    let percent = guard == GuardName::MaxDeactivationPercent;
    if !fits || (!percent && typed.contains('.')) || typed.ends_with('.') {
        return Err(wrong());
    }
    format!("{whole}{decimals:0<2}").parse().map(|hundredths| Amount(Hundredths(hundredths))).map_err(|_| wrong())
}

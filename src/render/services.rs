//! The catalogue of SCIM services, and one entry of it.

use serde_json::{Value, json};

use super::wording::{effect_words, verdict_word, verdict_words};
use super::wrap::wrapped;
use crate::model::Reversibility;
use crate::model::directory_types::scim::services::{
    Fact, IdStability, Paging, ProjectionUse, ScimService, Source, TenantChoice, TotalCount, UserListing,
};
use crate::text::{ALARM, BOLD, CHANGE, FAINT, FINE, counted, paint};

/// The services in a table: name, verdict, codes of what a deactivation does beyond ending access, source and date.
#[must_use]
pub(crate) fn services(all: &[&ScimService]) -> String {
    let effects: Vec<String> = all.iter().map(|service| codes(service)).collect();
    let names = width(all.iter().map(|service| service.name).chain(["SERVICE"]));
    let codes = width(effects.iter().map(String::as_str).chain(["CODES"]));
    let head = format!("{:<names$}  {:<11}  {:<codes$}  SOURCE", "SERVICE", "VERDICT", "CODES");
    let mut text = format!("{}\n", paint(BOLD, head));
    for (service, effects) in all.iter().zip(&effects) {
        let verdict = verdict_word(service.verdict);
        let gap = " ".repeat(11usize.saturating_sub(verdict.len()));
        let source = service.deactivation_source().map(dated).unwrap_or_default();
        let painted = paint(style(service.verdict), verdict);
        text.push_str(&format!("{:<names$}  {painted}{gap}  {effects:<codes$}  {source}\n", service.name));
    }
    text.push_str(&format!(
        "\n{}. `rosterctl services NAME` prints one in full; a service that is not listed is named `service: other`.\n",
        counted(all.len() as u64, "service")
    ));
    text
}

/// One service with every fact and its source.
#[must_use]
pub(crate) fn service(service: &ScimService) -> String {
    let mut text = format!("{}: {}\n\n", paint(BOLD, service.name), service.title);
    let mut line = |name: &str, value: &str| {
        let body = wrapped(value, "               ");
        text.push_str(&format!("  {name:<11}  {}", body.trim_start()));
    };
    line("verdict", &format!("{}: {}", verdict_word(service.verdict), verdict_words(service.verdict)));
    line("effect", service.outcome);
    for effect in service.effects {
        line("code", &format!("{}: {}", effect.as_str(), effect_words(*effect)));
    }
    line("url", if service.example.is_empty() { "unknown" } else { service.example });
    line("tenant", tenant(service.tenant));
    line("lists", listing(service.lists));
    line("paging", &paging(service));
    line("ids", ids(service.ids));
    line("rate", &rate(service));
    for note in service.notes {
        line("note", note);
    }
    for source in service.sources {
        line("source", &format!("{}: {}", facts(source).join(", "), dated(source)));
    }
    text
}

/// The services as a JSON document, with a final line break.
#[must_use]
pub(crate) fn services_json(all: &[&ScimService]) -> String {
    let all: Vec<Value> = all.iter().map(|service| record(service)).collect();
    format!("{:#}\n", json!({ "services": all }))
}

/// One service as a JSON document, with a final line break.
#[must_use]
pub(crate) fn service_json(service: &ScimService) -> String {
    format!("{:#}\n", record(service))
}

fn record(service: &ScimService) -> Value {
    let effect =
        |effect: &crate::model::DeactivationEffect| json!({"code": effect.as_str(), "text": effect_words(*effect)});
    let source =
        |source: &Source| json!({"facts": facts(source), "at": source.at, "read_on": source.read_on.to_string()});
    json!({
        "name": service.name,
        "title": service.title,
        "url": (!service.example.is_empty()).then_some(service.example),
        "tenant": match service.tenant {
            TenantChoice::Url => "url",
            TenantChoice::Host => "host",
            TenantChoice::Token => "token",
            TenantChoice::Unknown => "unknown",
        },
        "verdict": service.verdict.as_str(),
        "effects": service.effects.iter().map(effect).collect::<Vec<_>>(),
        "outcome": service.outcome,
        "lists": match service.lists {
            UserListing::All => "all",
            UserListing::Active => "active",
            UserListing::InactiveByFilter => "inactive_by_filter",
            UserListing::Unknown => "unknown",
        },
        "paging": match service.paging {
            Paging::Index => "index",
            Paging::Cursor => "cursor",
            Paging::Auto => "auto",
        },
        "page_cap": service.page_cap,
        "total": match service.total {
            TotalCount::Exact => "exact",
            TotalCount::LastPageLies => "last_page_lies",
            TotalCount::Absent => "absent",
        },
        "id": match service.ids {
            IdStability::Stable => "stable",
            IdStability::Mutable => "mutable",
        },
        "projection": service.projection == ProjectionUse::Honoured,
        "requests_per_minute": {"reads": service.rates.reads, "writes": service.rates.writes},
        "notes": service.notes,
        "sources": service.sources.iter().map(source).collect::<Vec<_>>(),
    })
}

fn width<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(str::len).max().unwrap_or_default()
}

fn codes(service: &ScimService) -> String {
    service.effects.iter().map(|effect| effect.as_str()).collect::<Vec<_>>().join(", ")
}

fn style(verdict: Reversibility) -> anstyle::Style {
    match verdict {
        Reversibility::Safe => FINE,
        Reversibility::SafeWeak => CHANGE,
        Reversibility::Destructive => ALARM,
        Reversibility::Unknown => FAINT,
    }
}

fn dated(source: &Source) -> String {
    format!("{} (read on {})", source.at, source.read_on)
}

fn facts(source: &Source) -> Vec<&'static str> {
    source.facts.iter().copied().map(Fact::as_str).collect()
}

fn tenant(tenant: TenantChoice) -> &'static str {
    match tenant {
        TenantChoice::Url => "chosen by the path of the URL",
        TenantChoice::Host => "chosen by the host",
        TenantChoice::Token => "chosen by the token: `pin` is required",
        TenantChoice::Unknown => "unknown",
    }
}

fn listing(lists: UserListing) -> &'static str {
    match lists {
        UserListing::All => "active and inactive users",
        UserListing::Active => "active users only: an inactive user looks like a missing one",
        UserListing::InactiveByFilter => "active users, and inactive ones with the filter `active eq false`",
        UserListing::Unknown => "unknown",
    }
}

fn paging(service: &ScimService) -> String {
    let by = match service.paging {
        Paging::Index => "by startIndex",
        Paging::Cursor => "by cursor",
        Paging::Auto => "unknown, found out while reading",
    };
    let cap = service.page_cap.map(|cap| format!(", at most {cap} users a page")).unwrap_or_default();
    let total = match service.total {
        TotalCount::Exact => "",
        TotalCount::LastPageLies => "; the total of the last page is wrong",
        TotalCount::Absent => "; no total",
    };
    format!("{by}{cap}{total}")
}

fn ids(ids: IdStability) -> &'static str {
    match ids {
        IdStability::Stable => "not known to change",
        IdStability::Mutable => "can change: other attributes are compared as well before a write",
    }
}

fn rate(service: &ScimService) -> String {
    let shown = |rate: Option<u32>| rate.map_or_else(|| "the default".to_owned(), |rate| rate.to_string());
    match (service.rates.reads, service.rates.writes) {
        (None, None) => "the default of 60 requests a minute".to_owned(),
        (reads, writes) => format!("a minute: reads {}, writes {}", shown(reads), shown(writes)),
    }
}

//! A plan as one HTML page: for a browser, for a pipeline's artifacts, for print.
//!
//! The markup is written with `maud`, which escapes every text by default.

mod about;
mod csp;
mod escape;
mod fleet;
mod guards;
mod rows;
mod summary;
#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use crate::plan::SavedPlan;
use crate::text::grouped;

use self::escape::Escaped;

pub use self::fleet::fleet_report_html;

/// The style of the page.
const STYLE: &str = include_str!("html/style.css");
/// Search, sort and copy: the page is complete without it.
const SCRIPT: &str = include_str!("html/script.js");

/// The plan as a self-contained page. Its content security policy forbids every request, and allows no style and no
/// script but the two in the page. Every action and every finding is in it as text.
#[must_use]
pub fn html(saved: &SavedPlan) -> String {
    let body = markup! {
        (summary::summary(saved))
        (guards::guards(saved))
        (rows::actions(saved))
        (rows::findings(saved))
        (about::about(saved))
    };
    page(&markup! { "rosterctl plan: " (Escaped(&saved.directory.organization.name)) }, &body)
}

/// A page with this title and body, and its own style and script.
fn page(title: &Markup, body: &Markup) -> String {
    // A browser reads every line break as one character, and so must the hashes of the policy.
    let (style, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    let page = markup! {
        (DOCTYPE) "\n"
        html lang="en" { "\n"
            head { "\n"
                meta charset="utf-8"; "\n"
                meta http-equiv="Content-Security-Policy" content=(csp::policy(&style, &script)); "\n"
                meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
                meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no"; "\n"
                meta name="robots" content="noindex"; "\n"
                title { (title) } "\n"
                style { (PreEscaped(&style)) } "\n"
            } "\n"
            body { "\n"
                main { "\n" (body) } "\n"
                script { (PreEscaped(&script)) } "\n"
            } "\n"
        } "\n"
    };
    page.into_string()
}

/// The heading of a list of this many rows, and the controls that the script enables.
fn list_header(id: &str, heading: &str, placeholder: &str, rows: usize) -> Markup {
    markup! {
        h2 id=(id) { (heading) " " span { (grouped(rows as u64)) } } "\n"
        p class="controls" hidden {
            label for={ (id) "-search" } { "Search" } " "
            input id={ (id) "-search" } type="search" autocomplete="off" spellcheck="false" placeholder=(placeholder);
            " " output for={ (id) "-search" } {}
        } "\n"
    }
}

/// The heads of a table's columns.
fn table_head(columns: &[&str]) -> Markup {
    markup! {
        thead { tr { @for column in columns { th scope="col" { (column) } } } } "\n"
    }
}

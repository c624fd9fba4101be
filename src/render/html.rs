//! A plan as one HTML page: for a browser, for a pipeline's artifacts, for paper.

mod actions;
mod facts;
mod findings;
mod guards;
mod head;
mod inert;
mod policy;
#[cfg(test)]
mod tests;

use crate::plan::SavedPlan;

use self::inert::push_inert;

/// What the page looks like.
const STYLE: &str = include_str!("html/style.css");
/// Searching, sorting and copying: the page says the same without it.
const SCRIPT: &str = include_str!("html/script.js");

/// The plan as a page that needs nothing else and asks nobody for anything: its policy forbids every request, and
/// allows no style and no script but the two that are in it. Every action and every finding is in it as text.
#[must_use]
pub fn html(saved: &SavedPlan) -> String {
    // The most of a page is its rows; one takes about so many bytes.
    let rows = saved.plan.actions.len() + saved.plan.findings.len();
    let mut page = String::with_capacity(16_384 + rows * 512);
    // A parser reads every line break as one character, and so does the policy.
    let (style, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    page.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str(&policy::meta(&style, &script));
    page.push_str(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no, url=no\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>rosterctl plan: ",
    );
    push_inert(&saved.directory.organization.name, &mut page);
    page.push_str("</title>\n<style>");
    page.push_str(&style);
    page.push_str("</style>\n</head>\n<body>\n<main>\n");
    head::push(saved, &mut page);
    guards::push(saved, &mut page);
    actions::push(saved, &mut page);
    findings::push(saved, &mut page);
    facts::push(saved, &mut page);
    page.push_str("</main>\n<script>");
    page.push_str(&script);
    page.push_str("</script>\n</body>\n</html>\n");
    page
}

/// What stands above a list of so many rows: its heading, and the controls that the script brings to life.
fn push_list(id: &str, heading: &str, hint: &str, rows: usize, page: &mut String) {
    page.push_str(&format!(
        "<section class=\"list\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading} <span>{}</span></h2>\n\
         <p class=\"controls\" hidden><label for=\"{id}-search\">Search</label> \
         <input id=\"{id}-search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"{hint}\"> \
         <output for=\"{id}-search\"></output></p>\n",
        crate::text::grouped(rows as u64)
    ));
}

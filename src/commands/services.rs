//! `services`: prints the catalogue of SCIM services, or one entry of it.

use crate::error::{Error, Exit, Kind, Result};
use crate::model::directory_types::scim::services::{OTHER, ScimService, catalogue, find};
use crate::render;
use crate::settings::OutputMode;
use crate::text::{nearest, one_line};
use crate::ui::Ui;

pub(super) fn run(name: Option<&str>, mode: OutputMode, ui: &Ui) -> Result<Exit> {
    let named = name.map(|name| find(name).ok_or_else(|| unknown(name))).transpose()?;
    ui.result(&match (named, mode) {
        (None, OutputMode::Text) => render::services(&catalogue()),
        (None, OutputMode::Json) => render::services_json(&catalogue()),
        (Some(service), OutputMode::Text) => render::service(service),
        (Some(service), OutputMode::Json) => render::service_json(service),
    });
    Ok(Exit::Done)
}

fn unknown(name: &str) -> Error {
    let all = catalogue();
    let shown: String = one_line(name).chars().take(60).collect();
    let error = Error::new(Kind::Usage, format!("the catalogue has no service `{shown}`"));
    if name == OTHER {
        return error.hint(
            "in a roster, `service: other` is any service that is not in the catalogue; list those that are with \
             `rosterctl services`",
        );
    }
    let error = match nearest(name, all.iter().map(|service: &&ScimService| service.name)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    };
    error.hint("list them with `rosterctl services`; a service that is not in it is named `service: other` in a roster")
}

//! Fleets and their organizations.

use super::{Sentences, sentences};
use crate::roster::FleetProblem;

pub(super) fn fleet(problem: &FleetProblem) -> Sentences {
    const NAME: &str = "write up to 63 letters, digits, `.`, `_` and `-`, with a letter or digit at both ends, such as \
                        `acme-de`: it is the name of a folder and the value of a label";
    const LABEL: &str = "write up to 63 letters, digits, `.`, `_` and `-`, with a letter or digit at both ends";
    const ROSTER: &str = "write its path from the folder of the fleet, with `/` between folders, such as \
                          `acme-de/roster.yaml`";
    const BELOW: &str =
        "keep the roster in the folder of the fleet or below it, or move the fleet to a folder above both";
    sentences!(problem, FleetProblem {
        NoOrganizations => "the fleet has no organization", "add one entry for each organization";
        BadName { name } => "{name} cannot be the name of an organization", NAME;
        DeviceName { name } => "{name} is the name of a device on Windows, where no folder can have it",
            "choose another name";
        DuplicateName { name } => "another organization has the name {name}",
            "names are compared without regard to case: rename one of the two, or remove it";
        BadPrefix { prefix } => "{prefix} cannot be a prefix of environment variables",
            "write up to 63 upper-case letters, digits and `_`, a letter first, such as `ACME_DE`";
        DuplicatePrefix { prefix } => "another organization has the prefix {prefix}",
            "give each organization a prefix of its own: with a shared one, each would use the other's credentials";
        LabelsNotAMap { found } => "`labels` is a map, but this is {found}",
            "write one `key: value` line per label, such as `region: eu`";
        LabelKeyNotText { found } => "the key of a label is text, but this is {found}", "put it in quotes";
        BadLabelKey { key } => "{key} cannot be the key of a label", LABEL;
        BadLabelValue { key, value } => "{value} cannot be the value of the label {key}", LABEL;
        DuplicateLabel { key } => "the label {key} is given twice", "keep one of the two";
        RosterBackslash { path } => "{path} has a backslash in it", ROSTER;
        RosterAbsolute { path } => "{path} is not a relative path", ROSTER;
        RosterParentFolder { path } => "{path} leaves the folder of the fleet with `..`", BELOW;
        RosterLinkOutside { path } => "{path} leads out of the folder of the fleet", BELOW;
        RosterMissing { path, suggestion } => "there is no file {path}",
            suggestion.as_deref().unwrap_or("create the roster there, or correct the path");
        RosterNotAFile { path } => "{path} is not a file", "name the roster file itself";
        UnnamedOrganization { path, key } => "the roster {path} does not say which organization it is about",
            format!("add {key} under `directory` in it: with the wrong credentials, the plan would be for another \
                     organization");
        SameOrganization { path } => "the roster {path} is about the same organization as another one",
            "remove one of the two, or correct the organization that its roster names";
    })
}

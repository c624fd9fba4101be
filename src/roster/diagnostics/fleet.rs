//! Problems of a fleet and its organizations.

use crate::model::{FilePath, FreeText};

use super::{DiagnosticCode, FoundValue, PathSuggestion};

problems! {
    /// A problem of a fleet.
    enum FleetProblem {
        NoOrganizations => EmptyValue,
        BadName { name: FreeText } => BadName,
        /// A name that Windows keeps for a device.
        DeviceName { name: FreeText } => BadName,
        /// Another organization has this name, perhaps in another case.
        DuplicateName { name: FreeText } => DuplicateOrganization,
        BadPrefix { prefix: FreeText } => BadPrefix,
        DuplicatePrefix { prefix: FreeText } => DuplicatePrefix,
        LabelsNotAMap { found: FoundValue } => WrongType,
        LabelKeyNotText { found: FoundValue } => BadLabel,
        BadLabelKey { key: FreeText } => BadLabel,
        BadLabelValue { key: FreeText, value: FreeText } => BadLabel,
        DuplicateLabel { key: FreeText } => DuplicateKey,
        RosterBackslash { path: FilePath } => BadPath,
        RosterAbsolute { path: FilePath } => BadPath,
        RosterParentFolder { path: FilePath } => BadPath,
        RosterLinkOutside { path: FilePath } => BadPath,
        RosterMissing { path: FilePath, suggestion: Option<PathSuggestion> } => FileMissing,
        RosterNotAFile { path: FilePath } => NotAFile,
        /// The roster lacks `key`, which names its organization.
        UnnamedOrganization { path: FilePath, key: &'static str } => OrganizationUnnamed,
        /// Another entry is about the same organization.
        SameOrganization { path: FilePath } => DuplicateOrganization,
    }
}

//! The inventory that a plan is made from: a complete reading of a directory, or none.

use std::collections::HashMap;
use std::sync::Arc;

use super::Directory;
use crate::model::{
    ActiveUsers, Desired, DirectoryError, DirectoryErrorKind, DirectorySpec, Division, Identity, Live, LiveUser,
    LookedUp, LookupKeys, Organization, State,
};

/// How many times a directory that changes while it is read is read from the start.
const MAX_READINGS: usize = 3;

/// What is read.
pub struct InventoryRequest<'a> {
    /// The directory, with the only organization that is accepted.
    pub spec: &'a DirectorySpec,
    /// What the roster declares.
    pub desired: &'a Desired,
    /// How much is read beside users.
    pub depth: InventoryDepth,
    /// Which users to look up in other states than the active one, given those who are active.
    pub lookup: fn(&Desired, &[LiveUser]) -> LookupKeys,
}

/// How much is read beside users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InventoryDepth {
    /// What this roster needs.
    Decision,
    /// What a roster with any other scope would need too.
    AnyDecision,
}

/// A complete reading.
///
/// The organization is read first: no user is read from another one than the roster names. Users who are looked up were
/// not in the list of active users; when one of them is found active, the directory changed meanwhile, and it is read
/// again from the start.
///
/// # Errors
/// The first failure; there is no partial reading. [`DirectoryErrorKind::Incomplete`] when the directory changed during
/// every reading.
pub async fn read_inventory(directory: &dyn Directory, request: &InventoryRequest<'_>) -> Result<Live, DirectoryError> {
    let organization = directory.organization().await?;
    check_organization(request.spec, &organization)?;
    let identity = directory.identity().await?;
    for _ in 0..MAX_READINGS {
        let live = read_once(directory, request, &organization, &identity).await?;
        // A user who joined the list while another one left it changes no total: only this shows it.
        if live.others.iter().all(|user| user.state != State::Active) {
            return Ok(live);
        }
    }
    let message = format!("the directory changed during each of {MAX_READINGS} readings of it");
    Err(DirectoryError::new(DirectoryErrorKind::Incomplete, message)
        .hint("plan again when few users are being changed; nothing was changed"))
}

/// Refuses another organization than the one that the roster names. A roster that names none accepts any.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`], naming both.
pub fn check_organization(spec: &DirectorySpec, organization: &Organization) -> Result<(), DirectoryError> {
    match &spec.organization_id {
        Some(wanted) if !wanted.trim().eq_ignore_ascii_case(&organization.id) => {
            let Organization { id, name } = organization;
            let message =
                format!("the credentials belong to the organization {id} ({name}), and only {wanted} is accepted");
            Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
                .hint(format!("use credentials of {wanted}, or correct `organization_id` under `directory`")))
        }
        _ => Ok(()),
    }
}

async fn read_once(
    directory: &dyn Directory,
    request: &InventoryRequest<'_>,
    organization: &Organization,
    identity: &Identity,
) -> Result<Live, DirectoryError> {
    let ActiveUsers { users: mut active, unaddressed, mut notes, inactive_attributes } =
        directory.active_users().await?;
    let is_scoped = request.depth == InventoryDepth::AnyDecision || !request.desired.scope.divisions.is_empty();
    let divisions = match directory.division_reader() {
        Some(reader) if is_scoped || active.iter().any(lacks_division_name) => reader.divisions().await?,
        _ => Vec::new(),
    };
    name_divisions(&mut active, &divisions);
    let keys = (request.lookup)(request.desired, &active);
    let others = directory.find(&keys.emails, &keys.ids).await?;
    notes.extend(directory.look_up_notes());
    Ok(Live {
        organization: organization.clone(),
        identity: identity.clone(),
        divisions,
        active,
        unaddressed,
        notes,
        inactive_attributes,
        others,
        asked: LookedUp::Everybody,
    })
}

fn lacks_division_name(user: &LiveUser) -> bool {
    user.division.as_ref().is_some_and(|division| division.name.is_empty())
}

fn name_divisions(users: &mut [LiveUser], divisions: &[Division]) {
    let named: HashMap<&str, Arc<Division>> =
        divisions.iter().map(|division| (division.id.as_str(), Arc::new(division.clone()))).collect();
    let unnamed = users.iter_mut().filter(|user| lacks_division_name(user));
    for division in unnamed.filter_map(|user| user.division.as_mut()) {
        if let Some(known) = named.get(division.id.as_str()) {
            *division = known.clone();
        }
    }
}

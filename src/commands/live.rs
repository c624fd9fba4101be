//! Reads the directory: everything that planning needs, complete or not at all.

use std::collections::HashMap;

use crate::error::Result;
use crate::model::{Division, Live, LiveUser};
use crate::plan::unmatched;
use crate::roster::Roster;

use super::connect::Connected;

/// A complete reading. The organization comes first: nobody's data is read from another one.
///
/// # Errors
/// The first failure; there is no partial reading.
pub(super) async fn read(connected: &Connected, roster: &Roster) -> Result<Live> {
    let organization = connected.organization().await?;
    let directory = &connected.directory;
    let identity = directory.identity().await?;
    let mut active = directory.active_users().await?;
    let divisions = if !roster.desired.scope.divisions.is_empty() || active.iter().any(lacks_name) {
        directory.divisions().await?
    } else {
        Vec::new()
    };
    name_divisions(&mut active, &divisions);
    let sought = unmatched(&roster.desired, &active);
    let others = directory.find(&sought.emails, &sought.ids).await?;
    Ok(Live { organization, identity, divisions, active, others })
}

fn lacks_name(user: &LiveUser) -> bool {
    user.division.as_ref().is_some_and(|division| division.name.is_empty())
}

fn name_divisions(users: &mut [LiveUser], divisions: &[Division]) {
    let names: HashMap<&str, &str> = divisions.iter().map(|d| (d.id.as_str(), d.name.as_str())).collect();
    for user in users.iter_mut().filter(|user| lacks_name(user)) {
        if let Some(division) = &mut user.division
            && let Some(name) = names.get(division.id.as_str())
        {
            (*name).clone_into(&mut division.name);
        }
    }
}

//! Reads the directory: everything that planning needs, complete or not at all.

use std::collections::HashMap;

use crate::error::{Error, Kind, Result};
use crate::model::{Division, Identity, Live, LiveUser, Organization, State};
use crate::plan::unmatched;
use crate::roster::Roster;

use super::connect::Connected;

/// How often a directory that changes while it is read is read from the start.
const READINGS: usize = 3;

/// A complete reading. The organization comes first: nobody's data is read from another one.
///
/// # Errors
/// The first failure; there is no partial reading.
pub(super) async fn read(connected: &Connected, roster: &Roster) -> Result<Live> {
    let organization = connected.organization().await?;
    let identity = connected.directory.identity().await?;
    for _ in 0..READINGS {
        let live = once(connected, roster, &organization, &identity).await?;
        // Whoever is looked up was not in the list of active users. Found active, they joined it while it was read,
        // and an equal number left: no total can show that.
        if live.others.iter().all(|user| user.state != State::Active) {
            return Ok(live);
        }
    }
    Err(Error::new(Kind::Reading, format!("the directory changed during each of {READINGS} readings of it"))
        .hint("plan again when nobody is changing many users at once; nothing was changed"))
}

async fn once(
    connected: &Connected,
    roster: &Roster,
    organization: &Organization,
    identity: &Identity,
) -> Result<Live> {
    let directory = &connected.directory;
    let mut active = directory.active_users().await?;
    let divisions = if !roster.desired.scope.divisions.is_empty() || active.iter().any(lacks_name) {
        directory.divisions().await?
    } else {
        Vec::new()
    };
    name_divisions(&mut active, &divisions);
    let sought = unmatched(&roster.desired, &active);
    let others = directory.find(&sought.emails, &sought.ids).await?;
    Ok(Live { organization: organization.clone(), identity: identity.clone(), divisions, active, others })
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

//! The driver: performs what the state machine asks for, one request after the other.

use crate::directory::{Deactivator, Directory};

use super::machine::{Answered, Machine, Request, Settled};

/// Carries an apply through to its end and tells `settled` of each user whose outcome is known. A user who fails does
/// not stop the rest.
pub async fn drive(
    machine: &mut Machine,
    directory: &dyn Directory,
    deactivator: &dyn Deactivator,
    mut settled: impl FnMut(&Settled),
) {
    while let Some(request) = machine.next() {
        let answered = match request {
            Request::Read(ids) => {
                let found = directory.read(&ids).await;
                Answered::Read(ids, found.map(|users| users.into_iter().map(|fresh| fresh.user).collect()))
            }
            Request::Deactivate(id, version) => {
                let answer = deactivator.deactivate(&id, version).await;
                Answered::Deactivate(id, answer.map(|written| written.user))
            }
        };
        machine.take(answered).iter().for_each(&mut settled);
    }
}

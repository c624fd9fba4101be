//! Everything that one sandbox holds, and the way of a request through it: log, fault, token, answer.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use super::api::{self, Call};
use super::connection::Cut;
use super::exchange::{Problem, Reply, Request};
use super::faults::{Act, Effect, Script};
use super::gate::{Budget, Gate};
use super::hand;
use super::log::Log;
use super::org::{Keeper, Org, Place, User};
use super::shelf::Shelf;

/// One sandbox. Answers are made without waiting, so plain locks do; a poisoned one is used on, since each change
/// is whole when its lock is let go.
#[derive(Debug)]
pub(super) struct Service {
    org: RwLock<Org>,
    /// Looked at and filled only while the organization is locked.
    shelf: Shelf,
    gate: Mutex<Gate>,
    log: Mutex<Log>,
    script: Mutex<Script>,
    /// `None` keeps changes in memory only.
    keeper: Option<Keeper>,
    rate_limit: u32,
}

/// A request that has been written down.
pub(super) struct Arrival {
    seq: u64,
    act: Act,
}

impl Arrival {
    /// How long the script makes it wait.
    pub(super) fn delay(&self) -> Duration {
        self.act.delay
    }

    /// How long the script holds its answer back.
    pub(super) fn linger(&self) -> Duration {
        self.act.linger
    }

    /// Where the script cuts its answer.
    pub(super) fn cut(&self) -> Cut {
        self.act.cut
    }
}

impl Service {
    pub(super) fn new(org: Org, keeper: Option<Keeper>, script: Script, rate_limit: Option<u32>) -> Self {
        Self {
            rate_limit: rate_limit.unwrap_or(org.manners.rate_limit_per_minute),
            org: RwLock::new(org),
            shelf: Shelf::default(),
            gate: Mutex::default(),
            log: Mutex::default(),
            script: Mutex::new(script),
            keeper,
        }
    }

    /// Answers a request of the test's hand.
    pub(super) fn hand(&self, request: &Request) -> Reply {
        hand::answer(self, request).unwrap_or_else(|problem| problem.reply("sandbox"))
    }

    /// Writes a request down and asks the script about it.
    pub(super) fn arrive(&self, request: &Request) -> Arrival {
        let (rule, act) = locked(&self.script).act(request).unzip();
        Arrival { seq: self.log().arrived(request, rule), act: act.unwrap_or_default() }
    }

    /// Answers a request, as the API would or as the script says.
    pub(super) fn answer(&self, request: &Request, arrival: &Arrival) -> Reply {
        let Arrival { seq, act } = arrival;
        let correlation_id = format!("5a4db0c5-0000-4000-8000-{seq:012x}");
        let honest = (act.effect != Effect::None).then(|| {
            let edited = self.meanwhile(request, act);
            edited.map_or_else(
                |problem| problem.reply(&correlation_id),
                |()| self.honest(request, act, *seq, &correlation_id),
            )
        });
        let reply = act.reply(honest, &correlation_id).with_header("ININ-Correlation-Id", &correlation_id);
        if act.cut != Cut::AtOnce {
            self.log().answered(*seq, reply.status);
        }
        reply
    }

    /// The scripted edit of somebody else, just before a request to a user.
    fn meanwhile(&self, request: &Request, act: &Act) -> Result<(), Problem> {
        let Some(edit) = &act.meanwhile else { return Ok(()) };
        let mut org = self.org_mut();
        let Some(at) = request.segments().get(3).and_then(|id| org.place(id)) else { return Ok(()) };
        let user = edit.apply(&org, org.user(at))?;
        self.store(&mut org, at, user, act.stale_index)
    }

    fn honest(&self, request: &Request, act: &Act, seq: u64, correlation_id: &str) -> Reply {
        let now = Instant::now();
        if request.path == "/oauth/token" && request.method == "POST" {
            return locked(&self.gate).grant(request, &self.org().manners, now);
        }
        let (answer, budget) = if request.path.starts_with("/api/") {
            match locked(&self.gate).pass(request, self.rate_limit, now) {
                Ok((holder, budget)) => (Ok(holder), Some(budget)),
                Err((problem, budget)) => (Err(problem), budget),
            }
        } else if request.path == "/oauth/token" {
            (Err(Problem::method()), None)
        } else {
            (Err(Problem::nowhere()), None)
        };
        let answer = answer.and_then(|holder| api::answer(&Call { service: self, request, act, seq, holder }));
        with_budget(answer.unwrap_or_else(|problem| problem.reply(correlation_id)), budget)
    }

    /// Replaces a user and keeps that. The search index believes the former one for `lag` more requests.
    ///
    /// # Errors
    /// 500 when the state file cannot be written; nothing is changed then.
    pub(super) fn store(&self, org: &mut Org, at: Place, user: User, lag: u64) -> Result<(), Problem> {
        let now = self.log().last();
        let former = org.user(at).clone();
        self.shelf.clear();
        org.store(at, user, now, lag);
        let kept = self.keeper.as_ref().map_or(Ok(()), |keeper| keeper.keep(org));
        kept.map_err(|error| {
            org.store(at, former, now, 0);
            Problem::new(500, "internal.server.error", format!("{error}: {}", error.causes().join(": ")))
        })
    }

    pub(super) fn org(&self) -> RwLockReadGuard<'_, Org> {
        self.org.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn org_mut(&self) -> RwLockWriteGuard<'_, Org> {
        self.org.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pages that are written already.
    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    pub(super) fn log(&self) -> MutexGuard<'_, Log> {
        locked(&self.log)
    }

    pub(super) fn rate_limit(&self) -> u32 {
        self.rate_limit
    }

    pub(super) fn replace_script(&self, script: Script) {
        *locked(&self.script) = script;
    }
}

fn with_budget(reply: Reply, budget: Option<Budget>) -> Reply {
    let Some(budget) = budget else { return reply };
    reply
        .with_header("inin-ratelimit-allowed", budget.allowed)
        .with_header("inin-ratelimit-count", budget.count)
        .with_header("inin-ratelimit-reset", budget.reset)
}

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The state of one sandbox: the organization, the tokens, the request log and the script of faults.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use super::auth::{AdmittedRequest, RejectedRequest, TokenHolder, TokenStore};
use super::faults::{FaultAction, FaultScript, Quirks};
use super::http::{ApiProblem, ApiReply, ApiRequest};
use super::log::RequestLog;
use super::org::{CreationPlace, Org, OrgUser, StateFile};
use super::{SCIM_TOKEN, SandboxProtocol, USER_TOKEN};

/// The state of one sandbox. No lock is held across an await, so plain locks do; a poisoned one stays in use, since
/// every change is complete when its lock is released.
#[derive(Debug)]
pub(super) struct Service {
    org: RwLock<Org>,
    tokens: Mutex<TokenStore>,
    log: Mutex<RequestLog>,
    script: Mutex<RunningScript>,
    /// `None` keeps changes in memory only.
    state_file: Option<StateFile>,
    rate_limit_per_minute: u32,
    protocol: SandboxProtocol,
    /// The address, without a path.
    url: String,
}

/// A script, and the number of the last request before it.
#[derive(Debug)]
struct RunningScript {
    script: FaultScript,
    began_after: u64,
}

/// What a sandbox is started with.
#[derive(Debug)]
pub(super) struct ServiceParts {
    pub(super) org: Org,
    pub(super) state_file: Option<StateFile>,
    pub(super) script: FaultScript,
    /// Overrides that of the organization.
    pub(super) rate_limit_per_minute: Option<u32>,
    pub(super) protocol: SandboxProtocol,
    pub(super) url: String,
}

impl Service {
    /// The state at the start.
    pub(super) fn new(parts: ServiceParts) -> Self {
        let (stock, holder) = match parts.protocol {
            SandboxProtocol::Native => (USER_TOKEN, TokenHolder::User),
            SandboxProtocol::Scim => (SCIM_TOKEN, TokenHolder::Client),
        };
        Self {
            rate_limit_per_minute: parts.rate_limit_per_minute.unwrap_or(parts.org.options.rate_limit_per_minute),
            org: RwLock::new(parts.org),
            tokens: Mutex::new(TokenStore::with_stock(stock, holder)),
            log: Mutex::default(),
            script: Mutex::new(RunningScript { script: parts.script, began_after: 0 }),
            state_file: parts.state_file,
            protocol: parts.protocol,
            url: parts.url,
        }
    }

    /// Logs a request. Returns its number and the scripted fault, if any.
    pub(super) fn log_arrival(&self, request: &ApiRequest) -> (u64, FaultAction) {
        let (rule, action) = locked(&self.script).script.action(request).unzip();
        (self.log().add(request, rule), action.unwrap_or_default())
    }

    /// Issues a token for the client's credentials.
    pub(super) fn issue_token(&self, request: &ApiRequest) -> ApiReply {
        let lifetime = self.org().options.token_lifetime_seconds;
        locked(&self.tokens).issue(request, lifetime, Instant::now())
    }

    /// Checks a request's token and counts the request against the token's rate limit.
    pub(super) fn admit(&self, request: &ApiRequest) -> Result<AdmittedRequest, RejectedRequest> {
        locked(&self.tokens).admit(request, self.rate_limit_per_minute, Instant::now())
    }

    /// Replaces a user and saves the change. The search index keeps the former user for `lag` more requests.
    ///
    /// # Errors
    /// 500 when the state file cannot be written; the user is unchanged then.
    pub(super) fn store(&self, org: &mut Org, at: CreationPlace, user: OrgUser, lag: u64) -> Result<(), ApiProblem> {
        let now = self.log().last();
        let former = org.user(at).clone();
        org.store(at, user, now, lag);
        let saved = self.state_file.as_ref().map_or(Ok(()), |file| file.save(org));
        saved.map_err(|error| {
            org.store(at, former, now, 0);
            ApiProblem::new(500, "internal.server.error", format!("{error}: {}", error.causes().join(": ")))
        })
    }

    pub(super) fn org(&self) -> RwLockReadGuard<'_, Org> {
        self.org.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn org_mut(&self) -> RwLockWriteGuard<'_, Org> {
        self.org.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn log(&self) -> MutexGuard<'_, RequestLog> {
        locked(&self.log)
    }

    pub(super) fn rate_limit_per_minute(&self) -> u32 {
        self.rate_limit_per_minute
    }

    pub(super) fn protocol(&self) -> SandboxProtocol {
        self.protocol
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn replace_script(&self, script: FaultScript) {
        let began_after = self.log().last();
        *locked(&self.script) = RunningScript { script, began_after };
    }

    /// The quirks of the current script.
    pub(super) fn quirks(&self) -> Arc<Quirks> {
        Arc::clone(locked(&self.script).script.quirks())
    }

    /// How many requests the current script had seen when request number `seq` arrived, with it.
    pub(super) fn script_age(&self, seq: u64) -> u64 {
        seq.saturating_sub(locked(&self.script).began_after)
    }
}

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The HTTP/1.1 server on loopback, and the path of a request through it: log, fault, token, answer.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use tokio::sync::oneshot;

use super::SandboxProtocol;
use super::admin;
use super::api::{self, ApiCall};
use super::auth::{AdmittedRequest, RejectedRequest};
use super::connection::{Cut, CutControl, FaultyListener};
use super::faults::{Execution, FaultAction};
use super::http::{ApiProblem, ApiReply, ApiRequest};
use super::scim::{self, ScimCall};
use super::service::Service;

/// The longest request body that is accepted, in bytes.
const MAX_BODY_BYTES: usize = 8 << 20;

/// Serves until `stop` is sent or dropped; requests in flight are answered first.
pub(super) async fn serve(listener: FaultyListener, service: Arc<Service>, stop: oneshot::Receiver<()>) {
    let router = Router::new().fallback(handle).with_state(service);
    let serving = axum::serve(listener, router.into_make_service_with_connect_info::<CutControl>());
    let stopped = async {
        // An error means that the sender was dropped, which also asks to stop.
        let _ = stop.await;
    };
    // Serving never ends with an error: a connection that fails ends by itself.
    let _ = serving.with_graceful_shutdown(stopped).await;
}

async fn handle(
    State(service): State<Arc<Service>>,
    ConnectInfo(cut): ConnectInfo<CutControl>,
    request: axum::extract::Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return response(ApiProblem::new(413, "request.entity.too.large", "The body is too large.").reply(""));
    };
    let request = ApiRequest {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        authorization: text(&head.headers, &AUTHORIZATION),
        content_type: text(&head.headers, &CONTENT_TYPE),
        if_match: text(&head.headers, &IF_MATCH),
        body,
    };
    if request.path.starts_with("/sandbox/") {
        return response(admin::answer(&service, &request).unwrap_or_else(|problem| problem.reply("sandbox")));
    }
    let (seq, action) = service.log_arrival(&request);
    let exchange =
        LoggedExchange { correlation_id: format!("5a4db0c5-0000-4000-8000-{seq:012x}"), request, seq, action };
    pause(exchange.action.delay).await;
    let reply = answer(&service, &exchange);
    pause(exchange.action.linger).await;
    cut.set(exchange.action.cut);
    response(reply)
}

/// A timer of no length would still wait for the next millisecond.
async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// A logged request, with the scripted fault, if any.
struct LoggedExchange {
    request: ApiRequest,
    seq: u64,
    correlation_id: String,
    action: FaultAction,
}

/// Answers a request as the API would, or with a scripted fault.
fn answer(service: &Service, exchange: &LoggedExchange) -> ApiReply {
    let LoggedExchange { seq, correlation_id, action, .. } = exchange;
    let refuse = |problem: ApiProblem| refusal(service, &problem, correlation_id);
    let answered = (action.execution != Execution::Skipped).then(|| {
        let edited = concurrent_edit(service, exchange);
        edited.map_or_else(refuse, |()| route(service, exchange))
    });
    let reply = action.reply(answered, refuse);
    let reply = match service.protocol() {
        SandboxProtocol::Native => reply.with_header("ININ-Correlation-Id", correlation_id),
        SandboxProtocol::Scim => reply,
    };
    if action.cut != Cut::AtOnce {
        service.log().set_status(*seq, reply.status);
    }
    reply
}

/// The error answer of the protocol.
fn refusal(service: &Service, problem: &ApiProblem, correlation_id: &str) -> ApiReply {
    match service.protocol() {
        SandboxProtocol::Native => problem.reply(correlation_id),
        SandboxProtocol::Scim => scim::refusal(problem, &service.quirks()),
    }
}

/// Makes the scripted edit of another administrator, just before a request about a user.
fn concurrent_edit(
    service: &Service,
    LoggedExchange { request, action, .. }: &LoggedExchange,
) -> Result<(), ApiProblem> {
    let Some(edit) = &action.concurrent_edit else { return Ok(()) };
    let mut org = service.org_mut();
    let Some(at) = request.segments().get(3).and_then(|id| org.place(id)) else { return Ok(()) };
    let user = edit.apply(&org, org.user(at))?;
    service.store(&mut org, at, user, action.stale_index)
}

fn route(service: &Service, exchange: &LoggedExchange) -> ApiReply {
    let LoggedExchange { request, seq, correlation_id, action } = exchange;
    let refused = |problem: ApiProblem| refusal(service, &problem, correlation_id);
    match (request.method.as_str(), request.path.as_str(), service.protocol()) {
        ("POST", "/oauth/token", _) => service.issue_token(request),
        (_, "/oauth/token", _) => refused(ApiProblem::method_not_allowed()),
        (_, path, SandboxProtocol::Scim) if path.starts_with(scim::BASE) => match service.admit(request) {
            Ok(AdmittedRequest { rate, .. }) => {
                scim::answer(&ScimCall { service, request, action, quirks: &service.quirks(), seq: *seq }, rate)
            }
            Err(RejectedRequest { problem, .. }) => refused(problem),
        },
        (_, path, SandboxProtocol::Native) if path.starts_with("/api/") => match service.admit(request) {
            Ok(AdmittedRequest { holder, rate }) => {
                let call = ApiCall { service, request, action, seq: *seq, holder };
                rate.add_to(api::answer(&call).unwrap_or_else(refused))
            }
            Err(RejectedRequest { problem, rate: Some(rate) }) => rate.add_to(refused(problem)),
            Err(RejectedRequest { problem, rate: None }) => refused(problem),
        },
        _ => refused(ApiProblem::not_found()),
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn response(reply: ApiReply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(kind) = reply.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    for (name, value) in &reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str())) {
            headers.insert(name, value);
        }
    }
    response
}

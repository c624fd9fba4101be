//! The HTTP side: a loopback listener, HTTP/1.1, and the way of a request from the wire to [`Service`] and back.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use tokio::sync::oneshot;

use super::connection::{Door, Scissors};
use super::exchange::{Problem, Reply, Request};
use super::service::Service;

/// The longest body accepted, as generous as the API's own.
const LONGEST_BODY: usize = 8 << 20;

/// Serves until `stop` is sent or dropped; requests in flight are answered first.
pub(super) async fn serve(door: Door, service: Arc<Service>, stop: oneshot::Receiver<()>) {
    let router = Router::new().fallback(handle).with_state(service);
    let serving = axum::serve(door, router.into_make_service_with_connect_info::<Scissors>());
    let stopped = async {
        // An error means that the sender was dropped: the same wish.
        let _ = stop.await;
    };
    // Serving never ends with an error: a connection that fails ends alone.
    let _ = serving.with_graceful_shutdown(stopped).await;
}

async fn handle(
    State(service): State<Arc<Service>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: axum::extract::Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = match to_bytes(body, LONGEST_BODY).await {
        Ok(body) => body,
        Err(_) => return response(Problem::new(413, "request.entity.too.large", "The body is too large.").reply("")),
    };
    let request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        authorization: text(&head.headers, &AUTHORIZATION),
        content_type: text(&head.headers, &CONTENT_TYPE),
        body,
    };
    if request.path.starts_with("/sandbox/") {
        return response(service.hand(&request));
    }
    let arrival = service.arrive(&request);
    if !arrival.delay().is_zero() {
        tokio::time::sleep(arrival.delay()).await;
    }
    let reply = service.answer(&request, &arrival);
    if !arrival.linger().is_zero() {
        tokio::time::sleep(arrival.linger()).await;
    }
    scissors.set(arrival.cut());
    response(reply)
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn response(reply: Reply) -> Response<Body> {
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

//! Connections: who may stay how long without saying anything.
//!
//! A client that begins a request and does not finish its head, or says nothing at all, is cut off after [`HEAD`]; one that stops in the middle of a body after
//! [`BODY`](crate::guard::BODY). Pages and programs that work are never near either. A request that names no host, or several, is refused, as two servers on its
//! way could read it in two ways. When the server stops, it takes nothing new, lets open requests end, and cuts off what is left (streams of events never end by
//! themselves) after [`PATIENCE`].

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, StatusCode, Uri, Version, header};
use axum::response::IntoResponse;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::Service as _;

use crate::address;

/// How long the head of a request may take, from the last answer on.
const HEAD: Duration = Duration::from_secs(20);

/// How long open requests may take after the server was told to stop.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait when the machine has no more room for connections.
const BREATH: Duration = Duration::from_millis(100);

/// Answers whoever connects, until `stop` is over.
pub async fn serve(listener: TcpListener, routes: Router, stop: impl Future<Output = ()>) {
    let open = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, from)) => answer(stream, from, routes.clone(), &open),
            // A client that went away again is nothing; without file descriptors accepting is tried again in a moment.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(PATIENCE, open.shutdown()).await.is_err() {
        tracing::info!("what was still open was cut off");
    }
}

fn answer(stream: TcpStream, from: SocketAddr, routes: Router, open: &GracefulShutdown) {
    // Answers are written at once, so waiting for more to send only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection stays as it is");
    }
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let names_one_host = names_one_host(request.version(), request.headers());
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        if let Some(uri) = readable(request.uri()) {
            *request.uri_mut() = uri;
        }
        let mut routes = routes.clone();
        async move {
            if names_one_host {
                return routes.call(request).await;
            }
            let sentence = "A request must name one host, in one header Host.";
            Ok((StatusCode::BAD_REQUEST, [(header::CONNECTION, "close")], sentence).into_response())
        }
    });
    let connection =
        http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(HEAD).serve_connection(TokioIo::new(stream), service);
    let connection = open.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}

/// RFC 9112, section 3.2: a request without `Host`, or with several, is a bad one; before HTTP/1.1 it need not name any.
fn names_one_host(version: Version, headers: &HeaderMap) -> bool {
    let hosts = headers.get_all(header::HOST).iter().count();
    if version == Version::HTTP_11 { hosts == 1 } else { hosts <= 1 }
}

/// An address whose path is no text (`/goals/%ff`) with a replacement character instead: it names nothing that is here, and every chapter says so in its own
/// words. Nothing where the path is text.
fn readable(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.contains('%') || String::from_utf8(address::unescaped(path)).is_ok() {
        return None;
    }
    let first = path.split('/').nth(1).filter(|first| !first.contains('%')).unwrap_or_default();
    if first.is_empty() { "/%EF%BF%BD".parse().ok() } else { format!("/{first}/%EF%BF%BD").parse().ok() }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    async fn answer_to(bytes: &[u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let routes = Router::new().route("/", axum::routing::any(|| async { "here" }));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server = tokio::spawn(serve(listener, routes, async { drop(stopped.await) }));
        let mut client = TcpStream::connect(address).await.expect("a connection");
        client.write_all(bytes).await.expect("sent");
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.expect("an answer");
        drop(stop);
        server.await.expect("the server ends");
        answer.lines().next().unwrap_or_default().to_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_names_one_host() {
        for (request, status) in [
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK"),
            ("GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK"),
            ("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request"),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.1 400 Bad Request"),
        ] {
            assert_eq!(answer_to(request.as_bytes()).await, status, "{request}");
        }
    }

    #[test]
    fn an_address_that_is_no_text_names_nothing() {
        let read = |path: &str| readable(&path.parse().expect("an address")).map(|uri| uri.to_string());
        assert_eq!(read("/goals/%ff"), Some("/goals/%EF%BF%BD".to_owned()));
        assert_eq!(read("/api/v1/goals/%C3"), Some("/api/%EF%BF%BD".to_owned()));
        assert_eq!(read("/%ff/goals"), Some("/%EF%BF%BD".to_owned()));
        for text in ["/goals/G-1", "/goals/%C3%A4", "/goals/100%", "/goals/%zz", "/search?q=%ff"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_says_half_a_request_or_nothing_is_cut_off() {
        for half in ["", "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
            let begun = tokio::time::Instant::now();
            answer_to(half.as_bytes()).await;
            assert!(begun.elapsed() <= HEAD + Duration::from_secs(1), "{half}: {:?}", begun.elapsed());
        }
    }
}

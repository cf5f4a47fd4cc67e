//! Connections: taken, bounded in number and in patience, and brought to an orderly end.
//!
//! `axum::serve` would do, but for its unlimited patience: a client that never finishes its request's head would keep
//! its connection for ever, as would one that never reads its answer.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

use crate::guests::Guests;
use crate::impatient::Impatient;

/// Connections at the same time. Further ones wait in the operating system's queue; each of these may hold a head and a body
/// of 64 KiB each, and a file descriptor.
const CONNECTIONS: usize = 4096;

/// Connections from one network at the same time; further ones are closed at once. A browser opens six, and keeps one
/// while it asks for the gate, so a large office behind one address fits. Proxies, whom everybody comes through, have no
/// such limit: those that are trusted, and whatever is on this machine or in a private network.
const CONNECTIONS_PER_NETWORK: usize = 512;

/// Octets in a request's head. Browsers send some hundred, and cookies of other programs on the same host some thousand.
const HEAD_MAX: usize = 64 * 1024;

/// How long a request's head may take to arrive, and how long a connection may idle between requests.
const HEAD_TIME_OUT: Duration = Duration::from_secs(30);

/// How long a client may take nothing of what is sent to it.
const WRITE_TIME_OUT: Duration = Duration::from_secs(30);

/// How long requests that are under way may take once the server was told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// How long to wait when no connection can be taken, mostly for lack of file descriptors.
const RETRY: Duration = Duration::from_millis(200);

/// Counts connections, but for those that `is_proxy` says so of.
pub(crate) fn guests(is_proxy: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Guests {
    Guests::new(CONNECTIONS_PER_NETWORK, is_proxy)
}

/// Answers requests until `stop` is ready, then finishes those that are under way, for [`DRAIN`] at most.
pub(crate) async fn until_stopped(
    listener: TcpListener,
    router: Router,
    guests: Guests,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_OUT).max_buf_size(HEAD_MAX);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            taken = take(&listener, &places) => taken,
            () = &mut stop => break,
        };
        let Some(guest) = guests.admit(peer.ip()) else {
            tracing::debug!("too many connections from one network");
            continue;
        };
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection =
            connections.watch(http.serve_connection(TokioIo::new(Impatient::new(stream, WRITE_TIME_OUT)), service));
        tokio::spawn(async move {
            // What goes wrong with a connection is the client's or the network's doing.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop((guest, place));
        });
    }
    tracing::info!("stopping");
    drop(listener);
    if tokio::time::timeout(DRAIN, connections.shutdown()).await.is_err() {
        tracing::warn!("stopped before all requests had been answered");
    }
}

/// The next connection, once there is a place for it.
async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // Fails only for a semaphore that was closed, and nobody closes this one.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match accept(listener).await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) => {
                tracing::warn!(%error, "can't take a connection");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

async fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    let (stream, peer) = listener.accept().await?;
    // Answers are small and whole; there is nothing to wait for to send along.
    stream.set_nodelay(true)?;
    Ok((stream, peer))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn who_is_one_too_many_is_turned_away_until_another_one_leaves() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", axum::routing::get(async || "here"));
        let guests = Guests::new(1, |_| false);
        tokio::spawn(until_stopped(listener, router, guests, std::future::pending()));
        let ask = async |stream: &mut TcpStream| {
            // One who is turned away may see that before or after everything was written.
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
            let mut answer = vec![0; 12];
            stream.read_exact(&mut answer).await.is_ok_and(|_| answer == b"HTTP/1.1 200")
        };
        let mut first = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut first).await);
        assert!(!ask(&mut TcpStream::connect(address).await.unwrap()).await);
        drop(first);
        while !ask(&mut TcpStream::connect(address).await.unwrap()).await {}
    }
}

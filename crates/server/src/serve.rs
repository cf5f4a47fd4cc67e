//! Connections: taken, bounded in number and in patience, and brought to an orderly end.
//!
//! `axum::serve` would do, but for its unlimited patience: a client that never finishes its request's head would keep
//! its connection for ever.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
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

/// Connections at the same time. Further ones wait in the operating system's queue; each of these may hold a body
/// of 64 KiB and a file descriptor.
const CONNECTIONS: usize = 4096;

/// How long a request's head may take to arrive, and how long a connection may idle between requests.
const HEAD_TIME_OUT: Duration = Duration::from_secs(30);

/// How long requests that are under way may take once the server was told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// How long to wait when no connection can be taken, mostly for lack of file descriptors.
const RETRY: Duration = Duration::from_millis(200);

/// Answers requests until `stop` is ready, then finishes those that are under way, for [`DRAIN`] at most.
pub(crate) async fn until_stopped(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_OUT);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            taken = take(&listener, &places) => taken,
            () = &mut stop => break,
        };
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // What goes wrong with a connection is the client's or the network's doing.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop(place);
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

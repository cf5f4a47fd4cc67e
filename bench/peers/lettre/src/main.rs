//! Hands the same mail to a mail server again and again, several at the same time, as fast as lettre can.
//!
//! usage: `callsheet-peer-lettre transport|connections PORT MAILS CONVERSATIONS FILE`
//!
//! `transport` is lettre as its documentation shows it: the library keeps the conversations. It writes a message in pieces, each of
//! which Nagle's algorithm holds back until the server has confirmed the one before. `connections` are held here, without that.

use std::env;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result};
use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const USAGE: &str = "usage: callsheet-peer-lettre transport|connections PORT MAILS CONVERSATIONS FILE";

/// What is handed over, and how often that is still to be done.
#[derive(Clone)]
struct Work {
    envelope: Envelope,
    message: Arc<[u8]>,
    left: Arc<AtomicU32>,
}

impl Work {
    /// Whether there is one more to be done.
    fn take_one(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<_> = env::args().skip(1).collect();
    let [way, port, mails, conversations, file] = words.as_slice() else { anyhow::bail!(USAGE) };
    let port = port.parse().context("PORT")?;
    let conversations = conversations.parse().context("CONVERSATIONS")?;
    let work = Work {
        envelope: Envelope::new(Some("callsheet@localhost".parse()?), vec!["tech@city-walks.example".parse()?])?,
        message: fs::read(file).context("FILE")?.into(),
        left: Arc::new(AtomicU32::new(mails.parse().context("MAILS")?)),
    };
    let mut handing_over = JoinSet::new();
    match way.as_str() {
        "transport" => {
            let pool = PoolConfig::new().max_size(conversations);
            let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(port);
            let transport = transport.pool_config(pool).build();
            for _ in 0..conversations {
                handing_over.spawn(by_transport(transport.clone(), work.clone()));
            }
        }
        "connections" => {
            for _ in 0..conversations {
                handing_over.spawn(by_connection(port, work.clone()));
            }
        }
        _ => anyhow::bail!(USAGE),
    }
    while let Some(ended) = handing_over.join_next().await {
        ended??;
    }
    Ok(())
}

async fn by_transport(transport: AsyncSmtpTransport<Tokio1Executor>, work: Work) -> Result<()> {
    while work.take_one() {
        transport.send_raw(&work.envelope, &work.message).await?;
    }
    Ok(())
}

async fn by_connection(port: u16, work: Work) -> Result<()> {
    let hello = ClientId::Domain("localhost".to_owned());
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let mut connection = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await?;
    while work.take_one() {
        connection.send(&work.envelope, &work.message).await?;
    }
    connection.quit().await?;
    Ok(())
}

//! Hands the same mail to a mail server again and again, in several conversations at the same time, as fast as lettre can.
//!
//! usage: `callsheet-peer-lettre PORT MAILS CONVERSATIONS FILE`

use std::env;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result};
use lettre::Address;
use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<_> = env::args().skip(1).collect();
    let [port, mails, conversations, file] = words.as_slice() else {
        anyhow::bail!("usage: callsheet-peer-lettre PORT MAILS CONVERSATIONS FILE");
    };
    let port = port.parse().context("PORT")?;
    let left = Arc::new(AtomicU32::new(mails.parse().context("MAILS")?));
    let message: Arc<[u8]> = fs::read(file).context("FILE")?.into();
    let mut handing_over = JoinSet::new();
    for _ in 0..conversations.parse().context("CONVERSATIONS")? {
        handing_over.spawn(hand_over(port, Arc::clone(&left), Arc::clone(&message)));
    }
    while let Some(ended) = handing_over.join_next().await {
        ended??;
    }
    Ok(())
}

async fn hand_over(port: u16, left: Arc<AtomicU32>, message: Arc<[u8]>) -> Result<()> {
    let from: Address = "callsheet@localhost".parse()?;
    let to: Address = "tech@city-walks.example".parse()?;
    let envelope = Envelope::new(Some(from), vec![to])?;
    let hello = ClientId::Domain("localhost".to_owned());
    // As Callsheet does: what lettre writes in pieces isn't held back.
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let mut connection = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await?;
    let take_one = |left: u32| left.checked_sub(1);
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take_one).is_ok() {
        connection.send(&envelope, &message).await?;
    }
    connection.quit().await?;
    Ok(())
}

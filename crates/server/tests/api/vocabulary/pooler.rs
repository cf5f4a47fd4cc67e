//! What stands between a server and its PostgreSQL. It may keep the news to itself, as poolers do that lend connections for one
//! transaction each; and connections may fall silent, as behind a network that drops what it is sent.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{self, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream, UnixStream, tcp};
use tokio::sync::watch;

use super::TestDatabase;

/// How PostgreSQL marks a notification among its messages.
const NOTIFICATION: u8 = b'A';

pub(crate) struct Pooler {
    database: TestDatabase,
    swallows_news: Arc<AtomicBool>,
    /// How often connections have fallen silent.
    silences: watch::Sender<u32>,
}

impl Pooler {
    pub(crate) async fn before(database: &TestDatabase) -> Self {
        let url = database.url().expose_secret();
        let (start, directory) = url.split_once("?host=").unwrap();
        let socket = format!("{directory}/.s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let url = format!("{}?sslmode=disable", start.replace("localhost", &address));
        let swallows_news = Arc::new(AtomicBool::new(false));
        let swallows = Arc::clone(&swallows_news);
        let (silences, news) = watch::channel(0);
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let server = UnixStream::connect(&socket).await.unwrap();
                // What is made from now on isn't touched by what happened before.
                let mut silence = news.clone();
                silence.mark_unchanged();
                tokio::spawn(stand_between(client, server, Arc::clone(&swallows), silence));
            }
        });
        Self { database: database.at(SecretString::from(url)), swallows_news, silences }
    }

    /// The database as it is reached through it.
    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    pub(crate) fn swallow_news(&self, swallow: bool) {
        self.swallows_news.store(swallow, Ordering::SeqCst);
    }

    /// Lets all connections that there are fall silent, both ways. Nothing tells either side, and new ones work.
    pub(crate) fn silence(&self) {
        self.silences.send_modify(|times| *times += 1);
    }
}

async fn stand_between(
    client: TcpStream,
    server: UnixStream,
    swallows: Arc<AtomicBool>,
    mut silence: watch::Receiver<u32>,
) {
    let (from_server, mut to_server) = server.into_split();
    let (mut from_client, to_client) = client.into_split();
    let there = pin!(async { io::copy(&mut from_client, &mut to_server).await.map(drop) });
    let back = pin!(pass_on(from_server, to_client, swallows));
    // Both are kept when they are no longer carried on, so that nothing is closed.
    let mut both = pin!(async { tokio::try_join!(there, back) });
    tokio::select! {
        _ = &mut both => {}
        Ok(()) = silence.changed() => std::future::pending().await,
    }
}

/// Passes on messages: each has one octet for its kind, and four for its length, which counts itself.
async fn pass_on(mut from: OwnedReadHalf, mut to: tcp::OwnedWriteHalf, swallows: Arc<AtomicBool>) -> io::Result<()> {
    loop {
        let kind = from.read_u8().await?;
        let length = from.read_u32().await?;
        let mut content = vec![0; usize::try_from(length).unwrap() - 4];
        from.read_exact(&mut content).await?;
        if kind == NOTIFICATION && swallows.load(Ordering::SeqCst) {
            continue;
        }
        let mut message = vec![kind];
        message.extend(length.to_be_bytes());
        message.extend(content);
        to.write_all(&message).await?;
    }
}

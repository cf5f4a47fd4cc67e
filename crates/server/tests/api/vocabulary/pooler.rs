//! What stands between a server and its PostgreSQL, and answers to everything, but may keep the news to itself, as poolers
//! do that lend connections for one transaction each.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{self, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::OwnedReadHalf;
use tokio::net::{TcpListener, UnixStream, tcp};

use super::TestDatabase;

/// How PostgreSQL marks a notification among its messages.
const NOTIFICATION: u8 = b'A';

pub(crate) struct Pooler {
    database: TestDatabase,
    swallows_news: Arc<AtomicBool>,
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
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let (from_server, mut to_server) = UnixStream::connect(&socket).await.unwrap().into_split();
                let (mut from_client, to_client) = client.into_split();
                tokio::spawn(async move { io::copy(&mut from_client, &mut to_server).await });
                tokio::spawn(pass_on(from_server, to_client, Arc::clone(&swallows)));
            }
        });
        Self { database: database.at(SecretString::from(url)), swallows_news }
    }

    /// The database as it is reached through it.
    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    pub(crate) fn swallow_news(&self, swallow: bool) {
        self.swallows_news.store(swallow, Ordering::SeqCst);
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

//! A scripted HTTP server: a closure sees each request and says what goes back, down to a cut-off body.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// One request as it came.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Seen {
    /// The value of a query parameter.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name)).map(|(_, value)| value)
    }

    /// The values of a query parameter that is a list: repeated, as the interface has it.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).collect()
    }

    /// A query parameter that is a number.
    pub(super) fn number(&self, name: &str) -> usize {
        self.query(name).unwrap().parse().unwrap()
    }

    pub(super) fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What goes back.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    ending: Ending,
    delay: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Whole,
    CutOff,
    Nothing,
    Silence,
    HalfThenSilence,
    Dripping,
}

impl Reply {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, &body.to_string())
    }

    pub(super) fn text(status: u16, body: &str) -> Self {
        Self::bytes(status, body.as_bytes())
    }

    pub(super) fn bytes(status: u16, body: &[u8]) -> Self {
        Self { status, headers: Vec::new(), body: body.to_vec(), ending: Ending::Whole, delay: Duration::ZERO }
    }

    /// The first half of the body, where the header promises all of it.
    pub(super) fn cut_off(mut self) -> Self {
        self.ending = Ending::CutOff;
        self
    }

    /// The connection ends without an answer.
    pub(super) fn hang_up() -> Self {
        Self { ending: Ending::Nothing, ..Self::text(200, "") }
    }

    /// The connection stays open, and nothing ever comes.
    pub(super) fn silence() -> Self {
        Self { ending: Ending::Silence, ..Self::text(200, "") }
    }

    /// The headers and the first half of the body, and then nothing more, on an open connection.
    pub(super) fn then_silence(mut self) -> Self {
        self.ending = Ending::HalfThenSilence;
        self
    }

    /// The headers, and then a blank every ten seconds for ever.
    pub(super) fn dripping(status: u16) -> Self {
        Self { ending: Ending::Dripping, ..Self::text(status, &" ".repeat(1000)) }
    }

    /// The same some time later.
    pub(super) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// The server; it ends with the test's runtime.
pub(super) struct Fake {
    pub(super) url: String,
    log: Arc<Mutex<Vec<Seen>>>,
}

impl Fake {
    pub(super) async fn serve(handler: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let log = Arc::new(Mutex::new(Vec::new()));
        let (handler, kept) = (Arc::new(Mutex::new(handler)), log.clone());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (handler, log) = (handler.clone(), log.clone());
                tokio::spawn(async move {
                    let (stream, seen) = receive(stream).await;
                    log.lock().unwrap().push(seen.clone());
                    let reply = (handler.lock().unwrap())(&seen);
                    send(stream, reply).await;
                });
            }
        });
        Self { url, log: kept }
    }

    /// Every request so far.
    pub(super) fn log(&self) -> Vec<Seen> {
        self.log.lock().unwrap().clone()
    }

    /// Every request so far but those for a token, as `METHOD target`.
    pub(super) fn lines(&self) -> Vec<String> {
        let log = self.log();
        let others = log.iter().filter(|seen| seen.target != "/oauth/token");
        others.map(|seen| format!("{} {}", seen.method, seen.target)).collect()
    }
}

async fn receive(stream: TcpStream) -> (BufReader<TcpStream>, Seen) {
    let mut stream = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut first = lines[0].split(' ');
    let (method, target) = (first.next().unwrap().to_owned(), first.next().unwrap().to_owned());
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let mut seen = Seen { method, target, headers, body: String::new() };
    let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    seen.body = String::from_utf8(body).unwrap();
    (stream, seen)
}

async fn send(mut stream: BufReader<TcpStream>, reply: Reply) {
    sleep(reply.delay).await;
    match reply.ending {
        Ending::Nothing => return,
        Ending::Silence => std::future::pending().await,
        Ending::Whole | Ending::CutOff | Ending::HalfThenSilence | Ending::Dripping => {}
    }
    let mut head =
        format!("HTTP/1.1 {} Said\r\ncontent-length: {}\r\nconnection: close\r\n", reply.status, reply.body.len());
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let kept = match reply.ending {
        Ending::CutOff | Ending::HalfThenSilence => reply.body.len() / 2,
        Ending::Dripping => 0,
        _ => reply.body.len(),
    };
    let whole = [head.as_bytes(), &reply.body[..kept]].concat();
    // A client that has enough may be gone: what it makes of that is its test's matter.
    let _ = stream.write_all(&whole).await;
    if reply.ending == Ending::HalfThenSilence {
        std::future::pending::<()>().await;
    }
    while reply.ending == Ending::Dripping && stream.write_all(b" ").await.is_ok() {
        sleep(Duration::from_secs(10)).await;
    }
    let _ = stream.shutdown().await;
}

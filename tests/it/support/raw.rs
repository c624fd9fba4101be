//! A server for one request per connection, with an answer of any bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// A request, as it came.
pub(crate) struct LookedUp {
    /// The first line, such as `GET /api/v2/users?state=any HTTP/1.1`.
    pub(crate) line: String,
    /// What the header `Authorization` holds.
    pub(crate) authorization: String,
}

/// An answer.
pub(crate) enum Answer {
    /// A status and a JSON body.
    Json(u16, String),
    /// The headers, and then a blank from time to time, without an end.
    Dripping,
}

/// Serves until the process ends. Returns the address.
pub(crate) fn serve(answer: impl Fn(&LookedUp) -> Answer + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            std::thread::spawn(move || converse(stream, &*answer));
        }
    });
    url
}

/// Answers one request. A client may close the connection before the end of an answer.
fn converse(stream: TcpStream, answer: &impl Fn(&LookedUp) -> Answer) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let found =
            head.iter().filter_map(|line| line.split_once(": ")).find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned()).unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let asked = LookedUp { line: head.first()?.clone(), authorization: header("authorization") };
    let mut stream = reader.into_inner();
    match answer(&asked) {
        Answer::Json(status, body) => {
            let head = format!("HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).ok()
        }
        Answer::Dripping => {
            stream.write_all(b"HTTP/1.1 200 Said\r\nContent-Length: 100000\r\n\r\n").ok()?;
            loop {
                stream.write_all(b" ").ok()?;
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

//! Connections that can be closed in the middle of an answer, for scripted faults: no HTTP server offers that.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Where the next answer on a connection ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Cut {
    /// At its end.
    #[default]
    Nowhere,
    /// Before its first byte; the peer sees a reset.
    AtOnce,
    /// After N bytes of its body; the head has announced more.
    AfterBody(usize),
}

/// A TCP connection whose answers can be cut.
#[derive(Debug)]
pub(super) struct FaultyConnection {
    stream: TcpStream,
    cut: CutControl,
}

/// Sets where the next answer on one connection is cut.
#[derive(Clone, Debug, Default)]
pub(super) struct CutControl(Arc<Mutex<CutState>>);

impl CutControl {
    /// Cuts the answer that is written next.
    pub(super) fn set(&self, cut: Cut) {
        *self.state() = CutState { cut, blank: 0 };
    }

    fn state(&self) -> MutexGuard<'_, CutState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct CutState {
    cut: Cut,
    /// How many bytes of the blank line between head and body have been written, 0 to 4.
    blank: usize,
}

impl CutState {
    /// The number of bytes that may be written now; `None` when the connection ends here.
    fn allowed(mut self, bytes: &[u8]) -> Option<usize> {
        match self.cut {
            Cut::Nowhere => Some(bytes.len()),
            Cut::AtOnce => None,
            Cut::AfterBody(_) if self.blank < 4 => {
                let end = bytes.iter().position(|byte| self.ends_head(*byte));
                Some(end.map_or(bytes.len(), |at| at + 1))
            }
            Cut::AfterBody(0) => None,
            Cut::AfterBody(left) => Some(bytes.len().min(left)),
        }
    }

    /// Records what was written. Separate from `allowed`, because a socket may take less than it is offered.
    fn advance(&mut self, written: &[u8]) {
        match &mut self.cut {
            Cut::AfterBody(left) if self.blank == 4 => *left = left.saturating_sub(written.len()),
            Cut::AfterBody(_) => written.iter().for_each(|byte| {
                self.ends_head(*byte);
            }),
            Cut::Nowhere | Cut::AtOnce => {}
        }
    }

    fn ends_head(&mut self, byte: u8) -> bool {
        self.blank = match (byte, self.blank) {
            (b'\r', 0 | 2) | (b'\n', 1 | 3) => self.blank + 1,
            (b'\r', _) => 1,
            _ => 0,
        };
        self.blank == 4
    }
}

impl AsyncRead for FaultyConnection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for FaultyConnection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let cutting = *self.cut.state();
        let Some(allowed) = cutting.allowed(bytes) else {
            if cutting.cut == Cut::AtOnce {
                self.stream.set_zero_linger()?;
            }
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        };
        let part = bytes.get(..allowed).unwrap_or(bytes);
        let written = Pin::new(&mut self.stream).poll_write(cx, part);
        if let Poll::Ready(Ok(count)) = &written {
            self.cut.state().advance(part.get(..*count).unwrap_or(part));
        }
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.cut.state().cut == Cut::Nowhere {
            return Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        }
        let first = parts.iter().find(|part| !part.is_empty());
        self.poll_write(cx, first.map_or(&[], |part| part))
    }

    /// A head and a long body are sent together, without being copied into one buffer.
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Accepts connections whose answers can be cut.
pub(super) struct FaultyListener(pub(super) TcpListener);

impl Listener for FaultyListener {
    type Io = FaultyConnection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (FaultyConnection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Answers are small and follow each other on one connection; with Nagle's algorithm each would wait for an
        // acknowledgement.
        let _ = stream.set_nodelay(true);
        (FaultyConnection { stream, cut: CutControl::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, FaultyListener>> for CutControl {
    fn connect_info(stream: IncomingStream<'_, FaultyListener>) -> Self {
        stream.io().cut.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes that are written when they are offered in pieces of this size.
    fn passed(cut: Cut, bytes: &[u8], piece: usize) -> Vec<u8> {
        let mut cutting = CutState { cut, blank: 0 };
        let mut out = Vec::new();
        while let Some(rest) = bytes.get(out.len()..).filter(|rest| !rest.is_empty()) {
            let offered = &rest[..rest.len().min(piece)];
            let Some(allowed) = cutting.allowed(offered) else { break };
            cutting.advance(&offered[..allowed]);
            out.extend_from_slice(&offered[..allowed]);
        }
        out
    }

    #[test]
    fn a_cut_leaves_the_head_and_exactly_n_bytes_of_the_body() {
        let answer = b"HTTP/1.1 200 OK\r\na: b\r\n\r\nbody\r\n\r\nmore";
        for piece in 1..answer.len() {
            assert_eq!(passed(Cut::AfterBody(2), answer, piece), b"HTTP/1.1 200 OK\r\na: b\r\n\r\nbo", "{piece}");
            assert_eq!(passed(Cut::AfterBody(0), answer, piece), b"HTTP/1.1 200 OK\r\na: b\r\n\r\n", "{piece}");
            assert_eq!(passed(Cut::AtOnce, answer, piece), b"", "{piece}");
            assert_eq!(passed(Cut::Nowhere, answer, piece), answer, "{piece}");
        }
    }
}

//! What the reversals of all directories share: an administrator reads the script, and runs it or not.

use std::fmt::Write;

use crate::model::{Reversal, WriteEffect};
use crate::text::{is_ci_command, is_invisible, sanitize_inline};

/// The comment about `unread` lines of the journal; empty without any.
pub(super) fn gap(unread: u64) -> String {
    match unread {
        0 => String::new(),
        1 => "# 1 line of the journal could not be read: its user may be missing here, or only listed as possible.\n"
            .to_owned(),
        lines => format!(
            "# {lines} lines of the journal could not be read: their users may be missing here, or only listed as possible.\n"
        ),
    }
}

/// The script when no user was written.
pub(super) fn nothing(unread: u64) -> String {
    match gap(unread) {
        gap if gap.is_empty() => {
            "# No user was written according to this journal: there is nothing to undo.\n".to_owned()
        }
        gap => format!("{gap}# No user was written according to the other lines.\n"),
    }
}

/// How many of these writes may have taken effect, without a proof.
pub(super) fn possible(reversals: &[Reversal]) -> usize {
    reversals.iter().filter(|reversal| reversal.effect == WriteEffect::Possible).count()
}

/// The comment before the commands for one user, with an empty line before it.
pub(super) fn heading(number: usize, reversal: &Reversal) -> String {
    let effect = match reversal.effect {
        WriteEffect::Done => "done",
        WriteEffect::Possible => "possible",
    };
    let (email, id, time) = (&reversal.email, reversal.id.as_str(), reversal.time);
    let mut text =
        format!("\n# {number}. {effect}: {} ({}), written at {time}", sanitize_inline(email), sanitize_inline(id));
    if reversal.effect == WriteEffect::Possible {
        text.push_str(
            "\n#    The write may have taken effect, or may still do so: look the user up first, and run this only if the\n\
             #    user is inactive",
        );
    }
    text.push('\n');
    text
}

/// Whether a host, perhaps with a port, is this machine; one whose name only begins like it is not.
pub(super) fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "[::1]") || name.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback())
}

/// A quoted word of a shell, on one line: an invisible character, or a command in a CI log, becomes a JSON escape, which
/// means the same inside a body.
pub(super) fn quoted(text: &str) -> String {
    let mut safe = String::new();
    for (at, c) in text.char_indices() {
        if is_invisible(c) || is_ci_command(&text[at..]) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    format!("'{}'", safe.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_sent_without_encryption_to_this_machine_only() {
        for here in ["127.0.0.1:49152", "127.0.0.1", "localhost", "localhost:80", "[::1]:9", "[::1]"] {
            assert!(is_loopback(here), "{here}");
        }
        for there in
            ["127.evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "[::1].evil", "sandbox"]
        {
            assert!(!is_loopback(there), "{there}");
        }
    }
}

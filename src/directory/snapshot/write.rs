//! A snapshot → its file, a user at a time.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use sha2::{Digest, Sha256};

use super::document::{
    AskedDocument, DirectoryDocument, IdentityDocument, NamedDocument, OtherState, SnapshotDocument, UserDocument,
};
use super::{AFTER_CHECKSUM, BEFORE_CHECKSUM, FORMAT_VERSION, Snapshot, hexadecimal};
use crate::model::{Division, Email, Identity, LiveUser, LookedUp, State, UnaddressedUser, UserId};
use crate::text::visible;

impl Snapshot {
    /// Writes the file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (mut out, mut sum) = (BufWriter::with_capacity(1 << 16, out), Sha256::new());
        let divisions = DivisionNumbers::of(self);
        let mut line = Vec::new();
        push_json(&self.document(&divisions), &mut line)?;
        // The document without its users is cut open where they belong.
        line.truncate(line.len() - BEFORE_CHECKSUM.len() - AFTER_CHECKSUM.len());
        let users = self.live.active.iter().chain(&self.live.others);
        let mut left = self.live.active.len() + self.live.others.len();
        for user in users {
            line.push(b'\n');
            sum.update(&line);
            out.write_all(&line)?;
            line.clear();
            push_json(&divisions.user(user), &mut line)?;
            left -= 1;
            if left > 0 {
                line.push(b',');
            }
        }
        line.push(b'\n');
        sum.update(&line);
        out.write_all(&line)?;
        let checksum = hexadecimal(&sum.finalize());
        out.write_all(format!("{BEFORE_CHECKSUM}{checksum}{AFTER_CHECKSUM}\n").as_bytes())?;
        out.flush()
    }

    /// The document without users and checksum.
    fn document<'a>(&'a self, divisions: &DivisionNumbers<'a>) -> SnapshotDocument<'a> {
        let live = &self.live;
        let (emails, ids): (&[Email], &[UserId]) = match &live.asked {
            LookedUp::Only(sought) => (&sought.emails, &sought.ids),
            LookedUp::Everybody => (&[], &[]),
        };
        let location = &self.location;
        SnapshotDocument {
            format: "rosterctl snapshot".into(),
            format_version: FORMAT_VERSION.into(),
            rosterctl_version: env!("CARGO_PKG_VERSION").into(),
            read_at: self.read_at,
            directory: DirectoryDocument {
                kind: self.kind.name.into(),
                api_url: location.api_url.as_deref().map(Into::into),
                login_url: location.login_url.as_deref().map(Into::into),
                org: location.org.as_deref().map(Into::into),
                settings: self.settings.clone(),
                protocol: self.kind.saved_protocol().map(Into::into),
            },
            organization: NamedDocument {
                id: live.organization.id.as_str().into(),
                name: live.organization.name.as_str().into(),
            },
            identity: match &live.identity {
                Identity::User(id) => IdentityDocument::User(id.as_str().into()),
                Identity::Client => IdentityDocument::Client,
                Identity::Unknown => IdentityDocument::Unknown,
            },
            active: live.active.len() as u64,
            others: live.others.len() as u64,
            asked: AskedDocument {
                emails: emails.iter().map(|email| email.as_str().into()).collect(),
                ids: ids.iter().map(|id| id.as_str().into()).collect(),
            },
            divisions: live.divisions.iter().map(named).collect(),
            unlisted_divisions: divisions.unlisted.iter().copied().map(named).collect(),
            unaddressed: live.unaddressed.iter().map(unaddressed).collect(),
            notes: live.notes.clone(),
            inactive_attributes: live.inactive_attributes.clone(),
            users: Vec::new(),
            checksum: "".into(),
        }
    }
}

/// The divisions by their numbers in the file.
struct DivisionNumbers<'a> {
    numbers: HashMap<&'a Division, usize>,
    unlisted: Vec<&'a Division>,
}

impl<'a> DivisionNumbers<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let live = &snapshot.live;
        let mut numbers: HashMap<&Division, usize> = HashMap::new();
        for (number, division) in live.divisions.iter().enumerate() {
            numbers.entry(division).or_insert(number);
        }
        let mut unlisted = Vec::new();
        for division in live.active.iter().chain(&live.others).filter_map(|user| user.division.as_deref()) {
            numbers.entry(division).or_insert_with(|| {
                unlisted.push(division);
                live.divisions.len() + unlisted.len() - 1
            });
        }
        Self { numbers, unlisted }
    }

    fn user<'u>(&self, user: &'u LiveUser) -> UserDocument<'u> {
        let attributes = user.attributes.as_deref();
        let texts = |addresses: &'u [Email]| addresses.iter().map(|address| address.as_str().into()).collect();
        UserDocument {
            id: user.id.as_str().into(),
            email: user.email.as_str().into(),
            name: user.name.as_str().into(),
            division: user.division.as_deref().and_then(|division| self.numbers.get(division).copied()),
            version: user.version.clone(),
            state: match user.state {
                State::Active => None,
                State::Inactive => Some(OtherState::Inactive),
                State::Deleted => Some(OtherState::Deleted),
            },
            user_type: attributes.and_then(|attributes| attributes.user_type.as_deref()).map(Into::into),
            department: attributes.and_then(|attributes| attributes.department.as_deref()).map(Into::into),
            account: attributes.map(|known| known.account.clone()).filter(|account| !account.is_empty()),
            aliases: attributes.map(|attributes| texts(&attributes.aliases)).unwrap_or_default(),
            other_addresses: attributes.map(|attributes| texts(&attributes.other_addresses)).unwrap_or_default(),
        }
    }
}

fn named(division: &Division) -> NamedDocument<'_> {
    NamedDocument { id: division.id.as_str().into(), name: division.name.as_str().into() }
}

fn unaddressed(user: &UnaddressedUser) -> NamedDocument<'_> {
    NamedDocument { id: user.id.as_str().into(), name: user.name.as_str().into() }
}

fn push_json(value: &impl Serialize, line: &mut Vec<u8>) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(line, EscapingFormatter))?)
}

/// Compact JSON in which invisible characters are escaped.
struct EscapingFormatter;

impl Formatter for EscapingFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| byte.is_ascii() && byte != 0x7f && byte != b'#') {
            return writer.write_all(fragment.as_bytes());
        }
        writer.write_all(visible(fragment).as_bytes())
    }
}

//! Organizations of any size for trials and benchmarks.
//!
//! Everything follows from one fixed seed: `--users 1000` gives the same users on every machine, and they are the first
//! 1000 of `--users 2000`. As in a real organization, ids are random version-4 UUIDs in no order, names are of many
//! cultures and scripts, some users share a name, and an e-mail follows from the name, with a number when it is taken.

use std::collections::HashMap;
use std::fmt::Write as _;

use deunicode::deunicode_char;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{Org, OrgGrant, OrgRole, OrgUser};
use crate::model::{Division, Organization, State};

/// The seed of every generated organization.
const SEED: u64 = 20_261_121;

const DIVISIONS: [&str; 12] = [
    "Home",
    "Support EMEA",
    "Support Americas",
    "Support APAC",
    "Sales",
    "Telesales",
    "Back Office",
    "Claims",
    "Collections",
    "Quality",
    "Workforce Management",
    "IT",
];
const ROLES: [&str; 5] = ["Agent", "Supervisor", "Quality Evaluator", "Workforce Planner", "Admin"];
const DOMAINS: [&str; 4] = ["acme.example", "acme.example", "acme-services.example", "partner.example"];
const FIRST_LOGIN: Date = date(2026, 1, 1);

/// An organization of `count` active users.
pub(in crate::sandbox) fn generate(count: u32) -> Org {
    let mut random = SeededRandom(SEED);
    let mut id = || random.uuid_v4();
    let name = format!("Sandbox of {count} user{}", if count == 1 { "" } else { "s" });
    let organization = Organization { id: id(), name };
    let divisions = DIVISIONS.map(|name| Division { id: id(), name: name.to_owned() }).into();
    let roles = ROLES.map(|name| OrgRole { id: id(), name: name.to_owned() }).into();
    let mut names = NamePool::default();
    let users = (0..count).map(|number| user(number, &mut names)).collect();
    let mut org = Org::new(organization, divisions, roles, users);
    org.token_user = org.places(None).first().copied();
    org
}

fn user(number: u32, names: &mut NamePool) -> OrgUser {
    let mut random = SeededRandom::of_user(number);
    let id = random.uuid_v4();
    let (name, mut local_part) = names.full_name(&mut random);
    if random.below(16) == 0 {
        // Some directories keep the capital letters of an e-mail.
        local_part = local_part.split_inclusive('.').map(capitalized).collect();
    }
    let email = format!("{local_part}@{}", random.pick(&DOMAINS));
    // Most users are in a few divisions.
    let division = random.below(DIVISIONS.len()).min(random.below(DIVISIONS.len())) as u16;
    let mut grants = vec![OrgGrant { role: 0, division }];
    match random.below(50) {
        0 => grants.push(OrgGrant { role: 4, division: 0 }),
        1..=5 => grants.push(OrgGrant { role: 1, division }),
        6..=8 => grants.push(OrgGrant { role: 2 + random.below(2) as u16, division }),
        _ => {}
    }
    let days_since = random.below(320) as i64;
    OrgUser {
        id: id.into(),
        email: email.into(),
        name: name.into(),
        division,
        state: State::Active,
        version: 1 + random.below(40) as u32,
        grants: grants.into(),
        last_login: FIRST_LOGIN.checked_add(days_since.days()).ok().filter(|_| random.below(20) > 0),
        interacting: false,
        history: true,
        profile: None,
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The cultures, and the local parts that are taken.
struct NamePool {
    cultures: Vec<Culture>,
    taken: HashMap<String, u32>,
}

/// A line of `names.txt`.
struct Culture {
    order: &'static str,
    given: Vec<PersonWord>,
    family: Vec<PersonWord>,
}

/// A name, and its spelling in an e-mail.
struct PersonWord {
    name: &'static str,
    ascii: String,
}

impl Default for NamePool {
    fn default() -> Self {
        let words = |list: &'static str| list.split_whitespace().map(PersonWord::new).collect();
        let lines = include_str!("names.txt").lines().filter(|line| !line.starts_with('#'));
        let culture = |line: &'static str| {
            let (order, names) = line.split_once(": ")?;
            let (given, family) = names.split_once(": ")?;
            Some(Culture { order, given: words(given), family: words(family) })
        };
        Self { cultures: lines.filter_map(culture).collect(), taken: HashMap::new() }
    }
}

impl PersonWord {
    fn new(word: &'static str) -> Self {
        let (name, spelled) = word.split_once('/').unwrap_or((word, word));
        let letters = spelled.chars().filter_map(deunicode_char).flat_map(str::chars);
        let ascii = letters.filter(|letter| letter.is_ascii_alphabetic() || *letter == '-');
        Self { name, ascii: ascii.map(|letter| letter.to_ascii_lowercase()).collect() }
    }
}

impl NamePool {
    /// A full name, and a local part that no earlier user has.
    fn full_name(&mut self, random: &mut SeededRandom) -> (String, String) {
        let Culture { order, given, family } = random.pick(&self.cultures);
        // Three in ten have a second given name, which the e-mail shows as an initial.
        let second = Some(random.pick(given)).filter(|_| random.below(10) < 3);
        let (given, family) = (random.pick(given), random.pick(family));
        let mut local_part = given.ascii.clone();
        let name = match (*order, second) {
            ("given-first", Some(second)) => {
                local_part.push('.');
                local_part.extend(second.ascii.chars().next());
                format!("{} {} {}", given.name, second.name, family.name)
            }
            ("given-first", None) => format!("{} {}", given.name, family.name),
            ("family-first", _) => format!("{} {}", family.name, given.name),
            _ => format!("{}{}", family.name, given.name),
        };
        match random.below(10) {
            // One in ten has the older form, `agarcia`.
            0 => local_part = format!("{}{}", local_part.get(..1).unwrap_or_default(), family.ascii),
            _ => local_part.extend([".", family.ascii.as_str()]),
        }
        let times = self.taken.entry(local_part.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            // Writing to a text cannot fail.
            let _ = write!(local_part, "{times}");
        }
        (name, local_part)
    }
}

/// The random numbers of one user or organization: SplitMix64.
struct SeededRandom(u64);

impl SeededRandom {
    fn of_user(number: u32) -> Self {
        Self(mixed(SEED ^ (u64::from(number) << 32)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn uuid_v4(&mut self) -> String {
        uuid_v4(self.next(), self.next())
    }
}

/// The finalizer of SplitMix64, a bijection.
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A UUID of version 4 (RFC 9562 section 5.4) from 122 of these bits.
pub(super) fn uuid_v4(high: u64, low: u64) -> String {
    let (high, low) = ((high & !0xf000) | 0x4000, (low & (u64::MAX >> 2)) | (1 << 63));
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn users(count: u32) -> Vec<OrgUser> {
        let mut names = NamePool::default();
        (0..count).map(|number| user(number, &mut names)).collect()
    }

    #[test]
    fn generated_users_have_distinct_ids_and_distinct_plain_emails() {
        let users = users(50_000);
        let ids: HashSet<&str> = users.iter().map(|user| &*user.id).collect();
        let emails: HashSet<String> = users.iter().map(|user| crate::text::fold(&user.email)).collect();
        assert_eq!((ids.len(), emails.len()), (50_000, 50_000));
        for user in &users {
            let local_part = user.email.split('@').next().unwrap();
            let letters = local_part.bytes().filter(u8::is_ascii_alphabetic).count();
            assert!(
                letters >= 3 && local_part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b)),
                "{user:?}"
            );
        }
    }

    #[test]
    fn generated_ids_are_of_version_4_and_in_no_order() {
        let users = users(10_000);
        assert!(users.iter().all(|user| &user.id[14..15] == "4" && "89ab".contains(&user.id[19..20])));
        let keys: [fn(&OrgUser) -> &str; 3] = [|user| &user.id, |user| &user.email, |user| &user.name];
        for key in keys {
            let rising = users.windows(2).filter(|pair| key(&pair[0]) < key(&pair[1])).count();
            assert!((4_500..5_500).contains(&rising), "{rising} of 9,999 pairs rise");
        }
    }

    #[test]
    fn generated_names_are_of_many_scripts_and_some_are_shared() {
        let users = users(10_000);
        let has =
            |first: char, last: char| users.iter().any(|user| user.name.contains(|c| (first..=last).contains(&c)));
        let scripts = [
            ('A', 'z'),
            ('à', 'ž'),
            ('α', 'ω'),
            ('а', 'я'),
            ('א', 'ת'),
            ('ا', 'ي'),
            ('अ', 'ह'),
            ('ก', 'ฮ'),
            ('ა', 'ჰ'),
        ];
        assert!(
            scripts.iter().chain(&[('አ', 'ዘ'), ('一', '龠'), ('あ', 'ん'), ('가', '힣')]).all(|(a, z)| has(*a, *z))
        );
        let names: HashSet<&str> = users.iter().map(|user| &*user.name).collect();
        assert!((5_000..10_000).contains(&names.len()), "{} names", names.len());
        let divisions: HashSet<u16> = users.iter().map(|user| user.division).collect();
        assert_eq!(divisions.len(), DIVISIONS.len());
    }
}

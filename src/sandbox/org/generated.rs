//! Organizations of any size: the same number gives the same users.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{Grant, Org, Role, User};
use crate::model::{Division, Organization, State};

const GIVEN: [&str; 32] = [
    "Adaeze",
    "Aiko",
    "Aleksander",
    "Amina",
    "Ana",
    "Anjali",
    "Bruno",
    "Chidi",
    "Chloé",
    "Diego",
    "Elif",
    "Emeka",
    "Fatima",
    "Giulia",
    "Hiroshi",
    "Ingrid",
    "Ivan",
    "Jisoo",
    "João",
    "Kateryna",
    "Lars",
    "Leilani",
    "Malik",
    "Mei",
    "Nikolaos",
    "Olga",
    "Priya",
    "Rafael",
    "Siobhán",
    "Tariq",
    "Wanjiru",
    "Zofia",
];
const FAMILY: [&str; 32] = [
    "Acheampong",
    "Andersson",
    "Bianchi",
    "Castillo",
    "Chen",
    "Demir",
    "Dubois",
    "Fernández",
    "García",
    "Haddad",
    "Hoang",
    "Ibrahim",
    "Ivanova",
    "Jensen",
    "Kamau",
    "Kaplan",
    "Kim",
    "Kowalska",
    "Kumar",
    "Lindqvist",
    "Martins",
    "Müller",
    "Nakamura",
    "Ndiaye",
    "Novák",
    "O'Brien",
    "Okafor",
    "Papadopoulos",
    "Petrov",
    "Rossi",
    "Silva",
    "Tanaka",
];
const DIVISIONS: [&str; 4] = ["Support", "Sales", "Operations", "Finance"];
const ROLES: [&str; 3] = ["Agent", "Supervisor", "Admin"];
const FIRST_LOGIN: Date = date(2026, 1, 1);

/// An organization of `count` active users.
pub(in crate::sandbox) fn generate(count: u32) -> Org {
    let organization = Organization {
        id: uuid(mixed(1), mixed(2)),
        name: format!("Sandbox of {count} user{}", if count == 1 { "" } else { "s" }),
    };
    let divisions = DIVISIONS.iter().zip(10..);
    let divisions = divisions.map(|(name, at)| Division { id: uuid(mixed(at), 0), name: (*name).to_owned() }).collect();
    let roles = ROLES.iter().zip(20..).map(|(name, at)| Role { id: uuid(mixed(at), 0), name: (*name).to_owned() });
    let mut org = Org::new(organization, divisions, roles.collect(), (0..count).map(user).collect());
    org.token_user = org.places(None).first().copied();
    org
}

fn user(number: u32) -> User {
    let dice = mixed(u64::from(number) + 1_000);
    let (given, family) = (pick(&GIVEN, dice), pick(&FAMILY, dice >> 8));
    let division = u16::try_from((dice >> 16) % 4).unwrap_or(0);
    let role = match (dice >> 24) % 50 {
        0 => 2,
        1..=5 => 1,
        _ => 0,
    };
    let days = i64::try_from((dice >> 32) % 300).unwrap_or(0);
    User {
        id: uuid(mixed(dice), dice).into(),
        email: format!("user{number:07}@generated.example").into(),
        name: format!("{given} {family}").into(),
        division,
        state: State::Active,
        version: 1 + u32::try_from((dice >> 40) % 9).unwrap_or(0),
        grants: Box::new([Grant { role, division }]),
        last_login: FIRST_LOGIN.checked_add(days.days()).ok(),
        interacting: false,
        history: true,
    }
}

fn pick(names: &[&'static str], dice: u64) -> &'static str {
    let at = usize::try_from(dice % 32).unwrap_or(0);
    names.get(at).copied().unwrap_or("Ana")
}

/// A number that looks random and differs for each `seed`: the finalizer of SplitMix64, a bijection.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Both halves in the form of a random UUID (RFC 9562 section 5.4).
pub(super) fn uuid(high: u64, low: u64) -> String {
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

    #[test]
    fn generated_users_have_ids_and_addresses_of_their_own() {
        let users: Vec<User> = (0..50_000).map(user).collect();
        let ids: HashSet<&str> = users.iter().map(|user| &*user.id).collect();
        let emails: HashSet<&str> = users.iter().map(|user| &*user.email).collect();
        assert_eq!((ids.len(), emails.len()), (50_000, 50_000));
    }
}

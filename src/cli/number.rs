//! Whole numbers of the command line, with what to write instead of something else.

/// A number from 0 that fits.
pub(super) fn whole<N: TryFrom<u64>>(typed: &str) -> Result<N, String> {
    read(typed, 0)
}

/// A number from 1 that fits.
pub(super) fn counted<N: TryFrom<u64>>(typed: &str) -> Result<N, String> {
    read(typed, 1)
}

fn read<N: TryFrom<u64>>(typed: &str, least: u64) -> Result<N, String> {
    let is_plain = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    let number = typed.parse().ok().filter(|number| is_plain && *number >= least);
    let wrong = || format!("write a whole number from {least}, in digits alone");
    match number.map(N::try_from) {
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err("the number is too large".to_owned()),
        None if is_plain && typed.len() > 19 => Err("the number is too large".to_owned()),
        None => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_told_what_one_is() {
        assert_eq!(whole::<u64>("0"), Ok(0));
        assert_eq!(counted::<u32>("20"), Ok(20));
        for (typed, read) in [("-1", whole::<u64>("-1")), ("", whole("")), ("0", counted("0")), ("+5", whole("+5"))] {
            assert!(read.unwrap_err().starts_with("write a whole number from "), "{typed}");
        }
        for (typed, read) in [
            ("65536", whole::<u16>("65536").map(u64::from)),
            ("99999999999999999999", counted::<u64>("99999999999999999999")),
        ] {
            assert_eq!(read.unwrap_err(), "the number is too large", "{typed}");
        }
    }
}

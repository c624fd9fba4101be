//! Parsers of whole numbers on the command line; their errors say what to write.

/// A number from 0 up that fits the type.
pub(super) fn non_negative<N: TryFrom<u64>>(typed: &str) -> Result<N, String> {
    read(typed, 0)
}

/// A number from 1 up that fits the type.
pub(super) fn positive<N: TryFrom<u64>>(typed: &str) -> Result<N, String> {
    read(typed, 1)
}

fn read<N: TryFrom<u64>>(typed: &str, least: u64) -> Result<N, String> {
    let is_plain = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    let number = typed.parse().ok().filter(|number| is_plain && *number >= least);
    let wrong = || format!("write a whole number from {least} up, in digits only");
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
    fn an_invalid_number_gets_a_hint_what_to_write() {
        assert_eq!(non_negative::<u64>("0"), Ok(0));
        assert_eq!(positive::<u32>("20"), Ok(20));
        for (typed, read) in [
            ("-1", non_negative::<u64>("-1")),
            ("", non_negative("")),
            ("0", positive("0")),
            ("+5", non_negative("+5")),
        ] {
            assert!(read.unwrap_err().starts_with("write a whole number from "), "{typed}");
        }
        for (typed, read) in [
            ("65536", non_negative::<u16>("65536").map(u64::from)),
            ("99999999999999999999", positive::<u64>("99999999999999999999")),
        ] {
            assert_eq!(read.unwrap_err(), "the number is too large", "{typed}");
        }
    }
}

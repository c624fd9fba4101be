//! The settings of `fleet list`.

use std::path::PathBuf;

use super::values::invalid;
use crate::cli::{FleetListArgs, FleetListFormat};
use crate::error::Result;

/// Which organizations are listed, and how.
#[derive(Debug)]
pub struct FleetListSettings {
    /// The fleet.
    pub file: PathBuf,
    /// How they are printed.
    pub format: FleetListFormat,
    /// Which of them.
    pub selection: FleetSelection,
}

/// Which organizations of a fleet are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FleetSelection {
    /// Labels that they all have.
    pub labels: Vec<(String, String)>,
    /// The part of those that have them.
    pub shard: Option<Shard>,
    /// The position of the only one; the others are not set then.
    pub index: Option<usize>,
}

/// One of several equal parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

pub(super) fn fleet_list_settings(arguments: FleetListArgs) -> Result<FleetListSettings> {
    let labels =
        arguments
            .labels
            .iter()
            .map(|text| match text.split_once('=') {
                Some((key, value)) if !key.is_empty() && !value.is_empty() => Ok((key.to_owned(), value.to_owned())),
                _ => Err(invalid("--label", text, "not a label")
                    .hint("write it as KEY=VALUE, for example --label region=eu")),
            })
            .collect::<Result<_>>()?;
    let shard = arguments.shard.as_deref().map(shard).transpose()?;
    let selection = FleetSelection { labels, shard, index: arguments.index };
    Ok(FleetListSettings { file: arguments.file, format: arguments.format, selection })
}

fn shard(typed: &str) -> Result<Shard> {
    let number = |text: &str| {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<usize>().ok().filter(|number| is_plain && *number > 0)
    };
    let parts = typed.split_once('/').and_then(|(part, parts)| Some((number(part)?, number(parts)?)));
    match parts {
        Some((number, of)) if number <= of => Ok(Shard { number, of }),
        _ => Err(invalid("--shard", typed, "not a part of several")
            .hint("write it as PART/PARTS, for example --shard 2/5; PART is from 1 to PARTS")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_a_part_from_one_up_of_several() {
        assert_eq!(shard("2/5").unwrap(), Shard { number: 2, of: 5 });
        assert_eq!(shard("1/1").unwrap(), Shard { number: 1, of: 1 });
        for typed in
            ["", "/", "1", "0/5", "6/5", "1/0", "-1/5", "+1/5", " 1/5", "1/5/9", "a/b", "1/99999999999999999999"]
        {
            assert!(shard(typed).is_err(), "{typed}");
        }
    }
}

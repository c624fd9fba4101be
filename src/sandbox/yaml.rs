//! The sandbox's YAML reader, with budgets: an org file comes with a roster, and both are only data.

use serde::de::DeserializeOwned;
use serde_saphyr::MergeKeyPolicy;

/// An answer that a script makes up may nest deeper than a roster, but not without end.
const DEPTH: usize = 64;
/// As many as a roster may have.
const NODES: usize = 8_000_000;

/// Reads YAML, or JSON, which is YAML too.
///
/// # Errors
/// The first mistake with its line and column, as a clause.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let budget = serde_saphyr::budget! {
        max_aliases: 0,
        max_anchors: 0,
        max_depth: DEPTH,
        flow_nesting_limit: DEPTH,
        max_nodes: NODES,
        max_events: 2 * NODES,
    };
    let options = serde_saphyr::options! {
        budget: budget,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| error.without_snippet().to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_small_file_cannot_become_a_large_one_nor_take_long() {
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        for hostile in [bomb, &"[".repeat(200_000), &"{".repeat(200_000), &"- ".repeat(100_000)] {
            let began = std::time::Instant::now();
            assert!(read::<Value>(hostile).is_err());
            assert!(began.elapsed().as_secs() < 5, "{:.20}", hostile);
        }
    }

    #[test]
    fn json_is_read_as_well_as_yaml() {
        let made = serde_json::json!({"a": [1, "2", null, true, {"b/c": "é\n\"\\"}]});
        assert_eq!(read::<Value>(&made.to_string()), Ok(made));
    }
}

//! The sandbox's YAML reader. Its budgets bound what a hostile file can cost.

use serde::de::DeserializeOwned;
use serde_saphyr::MergeKeyPolicy;

/// The deepest nesting: that of a scripted JSON answer, which may exceed that of a roster.
const MAX_DEPTH: usize = 64;
/// The most nodes of a file, as in a roster.
const MAX_NODES: usize = 8_000_000;

/// Reads YAML or JSON.
///
/// # Errors
/// The first error with its line and column, as a clause.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let budget = serde_saphyr::budget! {
        max_aliases: 0,
        max_anchors: 0,
        max_depth: MAX_DEPTH,
        flow_nesting_limit: MAX_DEPTH,
        max_nodes: MAX_NODES,
        max_events: 2 * MAX_NODES,
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
    fn a_small_hostile_file_is_refused_quickly() {
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

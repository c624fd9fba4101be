//! Text and its safety: what may be printed where, how values are quoted, and what counts as a letter.
//!
//! A leaf that every other module may use. Deliberately absent: sentences.

mod ascii;
mod duration;
mod escape;
mod hex;
mod mask;
mod number;
mod percent;
mod quoting;
mod sanitize;
mod similar;
mod style;
mod unicode;

pub(crate) use ascii::is_all;
pub use duration::format_duration;
pub use escape::{one_line, printed_path, visible};
pub use hex::hex;
pub use mask::{is_credential_key, masked_address, masked_line, without_passwords};
pub use number::{counted, grouped};
pub use percent::{percent_decoded, url_component};
pub(crate) use quoting::{alternatives, is_hostile, quote};
pub use sanitize::{sanitize_inline, sanitize_line, sanitize_multiline};
pub(crate) use similar::nearest;
pub(crate) use style::{ALARM, BOLD, CHANGE, FAINT, FINE, paint};
pub use unicode::{decoded_domain, fold, is_ci_command, is_invisible};

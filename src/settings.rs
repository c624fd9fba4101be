//! Arguments and environment → settings. The only reader of the environment.

use secrecy::SecretString;

/// What proves who is asking. The secret parts never print.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// An OAuth client: a token is requested with it.
    Client {
        /// The client's id.
        id: String,
        /// The client's secret.
        secret: SecretString,
    },
    /// A token that somebody else requested.
    Token(SecretString),
}

//! Values below `directory`.

use super::settings::settings;
use super::shown::Shown;
use super::{Sentences, did_you_mean, sentences};
use crate::roster::DirectoryProblem;

pub(super) fn directory(problem: &DirectoryProblem) -> Sentences {
    sentences!(problem, DirectoryProblem {
        @ DirectoryProblem::KeyAlone { key, partner, word, help } =>
            (format!("`{key}` has a meaning only with `{partner}: {word}`"), (*help).to_owned());
        @ DirectoryProblem::UnknownWord { key, word, help } =>
            (format!("unknown value {} for `{key}`", word.shown()), (*help).to_owned());
        @ DirectoryProblem::MalformedValue { value, problem, help } =>
            (format!("{} {problem}", value.shown()), (*help).to_owned());
        @ DirectoryProblem::UnknownSetting { value, problem, help, suggestion } =>
            (format!("{} {problem}", value.shown()), did_you_mean(suggestion.shown(), *help));
        @ DirectoryProblem::Conflict { kind } => settings(kind);
        UnknownType { name, suggestion, types } => "unknown directory type {name}",
            did_you_mean(suggestion, format!("the types are {types}"));
        KeyOfOtherType { key, kind } => "{key} has no meaning for a directory of type {kind}", "remove it, or change `type`";
        UnknownListedWord { key, word, suggestion, words } => "unknown value {word} in {key}",
            did_you_mean(suggestion, format!("the values are {words}"));
        RepeatedWord { key, word } => "{word} is in {key} twice", "remove one of them";
        NumberOutOfRange { key, least, most } => "{key} is not between {least} and {most}",
            "write a whole number in this range";
        UrlWithoutScheme { url, example } => "{url} does not start with `https://`", format!("write it as in {example}");
        UrlCharacter { url, example } => "{url} has a character that is not allowed in a URL",
            format!("write it as in {example}");
        UrlQuery { url } => "{url} has a query or a fragment", "end it with the host or a path";
        UrlUserName { url } => "{url} has a user name in it", "write the host only: credentials come from the environment";
        UrlWithoutHost { url, example } => "{url} has no host", format!("write it as in {example}");
        UrlHost { url, example } => "{url} has an invalid host or port", format!("write it as in {example}");
        UrlPortZero { url, example } => "{url} has the port 0, which cannot be reached", format!("write it as in {example}");
        UrlNotEncrypted { url } => "{url} is not encrypted",
            "write `https://`; `http://` is for this machine (127.0.0.1) only";
    })
}

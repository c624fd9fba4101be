//! Files, YAML and paths.

use super::{did_you_mean, pair};
use crate::roster::{
    ExpectedContent, FileProblem, IncludeRefusal, PathProblem, PathSuggestion, PatternError, YamlProblem,
};
use crate::text::quote;

pub(super) fn file(problem: &FileProblem) -> (String, String) {
    match problem {
        FileProblem::Missing { suggestion } => pair(
            "there is no such file",
            suggested(
                suggestion.as_ref(),
                "create it with `version: 1`, `directory:` and `users:`, or name another file",
            ),
        ),
        FileProblem::Folder => pair("this is a folder, not a file", "name the roster file inside it"),
        FileProblem::Special { what } => pair(
            format!("this is {what}, not a file"),
            "save it as a file: included files and the git commit are looked up beside it",
        ),
        FileProblem::TooLarge { limit_mib } => pair(
            format!("the roster and its includes hold more than {limit_mib} MiB"),
            "divide it into several rosters, or remove what does not belong to it",
        ),
        FileProblem::Unreadable { error, remedy } => pair(format!("the file cannot be read: {}", error.0), *remedy),
        FileProblem::FolderUnreadable { error, remedy } => {
            pair(format!("the roster's folder cannot be read: {}", error.0), *remedy)
        }
        FileProblem::Encoding { encoding } => pair(format!("the file is encoded as {encoding}"), "save it as UTF-8"),
        FileProblem::NotUtf8 { byte } => pair(
            format!("the byte 0x{byte:02X} is not UTF-8"),
            "save the file as UTF-8; if it is in another encoding, such as Windows-1252, convert it",
        ),
        FileProblem::Empty { expected } => pair(
            "the file is empty",
            match expected {
                ExpectedContent::Roster => "a roster starts with `version: 1`, `directory:` and `users:`",
                ExpectedContent::IncludedFile => "a team without people is written `users: []`",
                ExpectedContent::Either => "a roster has `users:`",
            },
        ),
        FileProblem::CarriageReturn => pair(
            "a carriage return without a line feed is not allowed here",
            "save the file with line feeds as line ends",
        ),
        FileProblem::ControlCharacter { character } => {
            pair(format!("invisible or control character {} is not allowed", quote_char(*character)), "remove it")
        }
        FileProblem::ExportRejected { reason } => pair(
            format!("internal error: the exported text is not a roster: {}", reason.0),
            "nothing was written; this is a bug in rosterctl: please report it",
        ),
    }
}

pub(super) fn yaml(problem: &YamlProblem) -> (String, String) {
    const WRITE_OUT: &str = "write the value out: a roster has no anchors, aliases or merge keys";
    const REMOVE_TAG: &str = "remove the tag: a roster has none; put text that starts with `!`, or that looks like a \
                              number, in quotes";
    match problem {
        YamlProblem::SecondDocument => pair(
            "a second YAML document starts here",
            "remove this line, or move the lines below it to a file of its own",
        ),
        YamlProblem::MergeKey => pair("`<<` merges another map into this one", WRITE_OUT),
        YamlProblem::Alias => pair("an alias (`*name`) is not allowed here", WRITE_OUT),
        YamlProblem::Anchor => pair("this value has an anchor (`&name`)", WRITE_OUT),
        YamlProblem::Tag { tag } => pair(format!("the tag {} is not allowed here", quote(&tag.0)), REMOVE_TAG),
        YamlProblem::MalformedTag => pair("text that starts like a tag (`!name`) is not allowed here", REMOVE_TAG),
        YamlProblem::Directive => pair(
            "a line that starts with `%` is an instruction for YAML readers, and formatting would remove it",
            "remove this line and the `---` below it: a roster needs neither",
        ),
        YamlProblem::TooDeep => pair(
            "lists and maps are nested too deeply here",
            "a roster needs four levels at most: look for an extra bracket or indentation",
        ),
        YamlProblem::TooManyValues { limit } => pair(
            format!("the file holds more than {limit} values"),
            "divide the roster into several files with `include`",
        ),
        YamlProblem::TabIndentation => {
            pair("a tab is used for indentation", "indent with spaces: YAML does not allow tabs there")
        }
        YamlProblem::UnclosedBracket { open } => {
            pair(format!("this `{open}` is never closed"), "close it, or write the list with one `- ` line per entry")
        }
        YamlProblem::UnclosedQuote => {
            pair("a quote that was opened above is never closed", "close the quote on the line where it was opened")
        }
        YamlProblem::UnexpectedColon => pair(
            "unexpected `:`",
            "check the indentation of this line and the one above; put text that contains `: ` in quotes",
        ),
        YamlProblem::UnexpectedCharacter { character } => {
            pair(format!("a value cannot start with {}", quote_char(*character)), "put the value in quotes")
        }
        YamlProblem::NeitherKeyNorEntry => pair(
            "this line is neither a key with a value nor an entry of a list",
            "write `key: value`, or `- value` in a list",
        ),
        YamlProblem::TextAfterQuote => {
            pair("unexpected text after the closing quote", "put the whole value in quotes, or none of it")
        }
        YamlProblem::ListOnKeyLine => {
            pair("a list cannot start on this line", "start the list on the line after its key")
        }
        YamlProblem::Indentation => pair(
            "this line is not indented like the other lines of its list or map",
            "align it with the other entries of the same list or map",
        ),
        YamlProblem::Other { reason } => {
            pair(&*reason.0, "check this line and the one above it: indentation, quotes, brackets and colons")
        }
    }
}

pub(super) fn path(problem: &PathProblem) -> (String, String) {
    const INSIDE: &str = "name a path inside the roster's folder, such as `teams/*.yaml`";
    const CORRECT: &str =
        "correct the path or remove the entry; names that start with a dot match only when written out";
    match problem {
        PathProblem::Backslash { path } => {
            pair(format!("{} has a backslash in it", quote(&path.0)), "write `/` between folders")
        }
        PathProblem::Absolute { path } => pair(format!("{} is an absolute path", quote(&path.0)), INSIDE),
        PathProblem::ParentFolder { path } => {
            pair(format!("{} leaves the roster's folder with `..`", quote(&path.0)), INSIDE)
        }
        PathProblem::EmptyPart { path } => {
            pair(format!("{} has an empty part", quote(&path.0)), "write one `/` between folders")
        }
        PathProblem::BadPattern { pattern, error } => {
            let error = match error {
                PatternError::TooDeep { limit } => format!("it is more than {limit} folders deep"),
                PatternError::DoubleStar => "`**` must be alone between slashes".to_owned(),
                PatternError::Syntax { error } => error.0.clone(),
            };
            pair(format!("{} is not a pattern: {error}", quote(&pattern.0)), "write it as in `teams/*.yaml`")
        }
        PathProblem::IncludeRefused { pattern, path, reason } => {
            let reason = match reason {
                IncludeRefusal::OutsideFolder => "it is a link that leads out of the roster's folder".to_owned(),
                IncludeRefusal::TooDeep { limit } => format!("it is more than {limit} folders deep"),
                IncludeRefusal::TooManyNames { limit } => format!("it searches more than {limit} names"),
                IncludeRefusal::NameNotUtf8 => "its name is not UTF-8".to_owned(),
                IncludeRefusal::Unreadable { error } => error.0.clone(),
            };
            pair(
                format!("{} matches {}, which cannot be included: {reason}", quote(&pattern.0), quote(&path.0)),
                "remove it, or include its content by a path of its own",
            )
        }
        PathProblem::IncludeMatchesFolder { pattern, folder } => {
            let inside = format!("{}/*.yaml", folder.0.rsplit('/').next().unwrap_or_default());
            pair(
                format!(
                    "{} matches the folder {}, whose files would not be included",
                    quote(&pattern.0),
                    quote(&folder.0)
                ),
                format!(
                    "include its files with another pattern that ends in {}, or write a pattern that matches files alone",
                    quote(&inside)
                ),
            )
        }
        PathProblem::IncludesItself { pattern } => {
            pair(format!("{} is this roster itself", quote(&pattern.0)), "remove the entry")
        }
        PathProblem::IncludeIsFolder { pattern } => pair(
            format!("{} is a folder", quote(&pattern.0)),
            format!("include its files, as in {}", quote(&format!("{}/*.yaml", pattern.0.trim_end_matches('/')))),
        ),
        PathProblem::IncludeMatchesNothing { pattern } => {
            pair(format!("{} matches no file", quote(&pattern.0)), CORRECT)
        }
        PathProblem::IncludeMatchesOnlyItself { pattern } => {
            pair(format!("{} matches no file but this roster", quote(&pattern.0)), CORRECT)
        }
        PathProblem::TooManyFiles { count, limit } => {
            pair(format!("the patterns match {count} files, more than the limit of {limit}"), "write narrower patterns")
        }
        PathProblem::NotAFile { path } => {
            pair(format!("{} is not a file", quote(&path.0)), "name the organization's file")
        }
        PathProblem::LinkOutside { path } => pair(
            format!("{} is a link that leads out of the roster's folder", quote(&path.0)),
            "put the file itself into the folder",
        ),
        PathProblem::Missing { path, suggestion } => pair(
            format!("there is no file {}", quote(&path.0)),
            suggested(suggestion.as_ref(), "create it, or name the organization's file"),
        ),
    }
}

fn suggested(suggestion: Option<&PathSuggestion>, otherwise: &str) -> String {
    match suggestion {
        Some(PathSuggestion::BrokenLink) => {
            "it is a link to a file that does not exist: correct the link, or name another file".to_owned()
        }
        Some(PathSuggestion::SimilarFile { path }) => did_you_mean(Some(&path.0), ""),
        None => otherwise.to_owned(),
    }
}

fn quote_char(character: char) -> String {
    quote(character.encode_utf8(&mut [0; 4]))
}

//! Files, YAML and paths.

use super::shown::Shown;
use super::{Sentences, sentences};
use crate::roster::{ExpectedContent, FileProblem, PathProblem, YamlProblem};
use crate::text::quote;

pub(super) fn file(problem: &FileProblem) -> Sentences {
    sentences!(problem, FileProblem {
        @ FileProblem::ExportRejected { reason } => (
            format!("internal error: the exported text is not a roster: {}", reason.0),
            "nothing was written; this is a bug in rosterctl: please report it".to_owned(),
        );
        @ FileProblem::Missing { expected, suggestion } => (
            "there is no such file".to_owned(),
            suggestion.shown().unwrap_or_else(|| missing_help(*expected).to_owned()),
        );
        @ FileProblem::Folder { expected } => ("this is a folder, not a file".to_owned(), folder_help(*expected).to_owned());
        SystemFile => "this is a file of the operating system, which is never read here", "name the file itself";
        LinkOutside => "this is a link that leads out of its folder",
            "put the file itself here, or name the file that the link leads to: links inside the folder are followed";
        Special { what } => "this is {what}, not a file",
            "save it as a file: included files and the git commit are looked up beside it";
        TooLarge { limit_mib } => "the roster and its includes hold more than {limit_mib} MiB",
            "divide it into several rosters, or remove what does not belong to it";
        Unreadable { error, remedy } => "the file cannot be read: {error}", remedy;
        FolderUnreadable { error, remedy } => "the roster's folder cannot be read: {error}", remedy;
        Encoding { encoding } => "the file is encoded as {encoding}", "save it as UTF-8";
        NotUtf8 { byte } => "the byte 0x{byte:02X} is not UTF-8",
            "save the file as UTF-8; if it is in another encoding, such as Windows-1252, convert it";
        Empty { expected } => "the file is empty", expected;
        CarriageReturn => "a carriage return without a line feed is not allowed here",
            "save the file with line feeds as line ends";
        ControlCharacter { character } => "invisible or control character {character} is not allowed", "remove it";
    })
}

fn missing_help(expected: ExpectedContent) -> &'static str {
    match expected {
        ExpectedContent::Fleet => "create it with `version: 1` and `organizations:`, or name another file",
        ExpectedContent::Roster | ExpectedContent::IncludedFile | ExpectedContent::Either => {
            "name another file, create it with `version: 1`, `directory:` and `users:`, or have `rosterctl export` write it"
        }
    }
}

fn folder_help(expected: ExpectedContent) -> &'static str {
    match expected {
        ExpectedContent::Fleet => "name the fleet file inside it",
        ExpectedContent::Roster | ExpectedContent::IncludedFile | ExpectedContent::Either => {
            "name the roster file inside it"
        }
    }
}

pub(super) fn yaml(problem: &YamlProblem) -> Sentences {
    const WRITE_OUT: &str = "write the value out: a roster has no anchors, aliases or merge keys";
    const REMOVE_TAG: &str = "remove the tag: a roster has none; put text that starts with `!`, or that looks like a \
                              number, in quotes";
    const LOOK_BEFORE: &str = "check this line and the one above it: indentation, quotes, brackets and colons";
    sentences!(problem, YamlProblem {
        @ YamlProblem::Other { reason } => (reason.0.clone(), LOOK_BEFORE.to_owned());
        SecondDocument => "a second YAML document starts here",
            "remove this line, or move the lines below it to a file of its own";
        MergeKey => "`<<` merges another map into this one", WRITE_OUT;
        Alias => "an alias (`*name`) is not allowed here", WRITE_OUT;
        Anchor => "this value has an anchor (`&name`)", WRITE_OUT;
        Tag { tag } => "the tag {tag} is not allowed here", REMOVE_TAG;
        MalformedTag => "text that starts like a tag (`!name`) is not allowed here", REMOVE_TAG;
        Directive => "a line that starts with `%` is an instruction for YAML readers, and formatting would remove it",
            "remove this line and the `---` below it: a roster needs neither";
        TooDeep => "lists and maps are nested too deeply here",
            "a roster needs four levels at most: look for an extra bracket or indentation";
        TooManyValues { limit } => "the file holds more than {limit} values",
            "divide the roster into several files with `include`";
        TabIndentation => "a tab is used for indentation", "indent with spaces: YAML does not allow tabs there";
        UnclosedBracket { open } => "this {open} is never closed", "close it, or write the list with one `- ` line per entry";
        UnclosedQuote => "a quote that was opened above is never closed", "close the quote on the line where it was opened";
        UnexpectedColon => "unexpected `:`",
            "check the indentation of this line and the one above; put text that contains `: ` in quotes";
        UnexpectedCharacter { character } => "a value cannot start with {character}", "put the value in quotes";
        NeitherKeyNorEntry => "this line is neither a key with a value nor an entry of a list",
            "write `key: value`, or `- value` in a list";
        TextAfterQuote => "unexpected text after the closing quote", "put the whole value in quotes, or none of it";
        ListOnKeyLine => "a list cannot start on this line", "start the list on the line after its key";
        Indentation => "this line is not indented like the other lines of its list or map",
            "align it with the other entries of the same list or map";
    })
}

pub(super) fn path(problem: &PathProblem) -> Sentences {
    const INSIDE: &str = "name a path inside the roster's folder, such as `teams/*.yaml`";
    const CORRECT: &str =
        "correct the path or remove the entry; names that start with a dot match only when written out";
    sentences!(problem, PathProblem {
        @ PathProblem::IncludeMatchesFolder { pattern, folder } => {
            let inside = quote(&format!("{}/*.yaml", folder.0.rsplit('/').next().unwrap_or_default()));
            let (pattern, folder) = (pattern.shown(), folder.shown());
            let help = "include its files with another pattern that ends in";
            let message = format!("{pattern} matches the folder {folder}, whose files would not be included");
            (message, format!("{help} {inside}, or write a pattern that matches files alone"))
        };
        @ PathProblem::IncludeIsFolder { pattern } => {
            let inside = quote(&format!("{}/*.yaml", pattern.0.trim_end_matches('/')));
            (format!("{} is a folder", pattern.shown()), format!("include its files, as in {inside}"))
        };
        Backslash { path } => "{path} has a backslash in it", "write `/` between folders";
        Absolute { path } => "{path} is an absolute path", INSIDE;
        ParentFolder { path } => "{path} leaves the roster's folder with `..`", INSIDE;
        EmptyPart { path } => "{path} has an empty part", "write one `/` between folders";
        BadPattern { pattern, error } => "{pattern} is not a pattern: {error}", "write it as in `teams/*.yaml`";
        IncludeRefused { pattern, path, reason } => "{pattern} matches {path}, which cannot be included: {reason}",
            "remove it, or include its content by a path of its own";
        IncludesItself { pattern } => "{pattern} is this roster itself", "remove the entry";
        IncludeMatchesNothing { pattern } => "{pattern} matches no file", CORRECT;
        IncludeMatchesOnlyItself { pattern } => "{pattern} matches no file but this roster", CORRECT;
        TooManyFiles { count, limit } => "the patterns match {count} files, more than the limit of {limit}",
            "write narrower patterns";
        NotAFile { path } => "{path} is not a file", "name the organization's file";
        LinkOutside { path } => "{path} is a link that leads out of the roster's folder",
            "put the file itself into the folder";
        Missing { path, suggestion } => "there is no file {path}",
            suggestion.as_deref().unwrap_or("create it, or name the organization's file");
    })
}

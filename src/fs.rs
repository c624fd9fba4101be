//! Files: opened without blocking, written atomically; private folders; paths as they are printed.
//!
//! A named pipe waits for a writer, and a device may never end: neither is read unless a shell passed an open pipe. So a
//! user who can put something in place of a file cannot make the program hang.

mod atomic;

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

pub use atomic::{AtomicFile, FileMode, parent_folder, write_atomically};

/// What may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// A regular file.
    Files,
    /// Also a pipe that is open already, such as that of `<(…)` or `/dev/stdin`: the user asked for it.
    Pipes,
}

/// Why a path is not read or written. The display form is a clause about it.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// A folder.
    #[error("it is a folder")]
    Folder,
    /// Neither a file nor a folder.
    #[error("it is {0}, not a file")]
    Special(&'static str),
    /// More than this many bytes.
    #[error("it holds more than {} MiB", .0 / 1024 / 1024)]
    Large(u64),
    /// The system's error.
    #[error(transparent)]
    System(#[from] io::Error),
}

impl FileFault {
    /// Whether the file does not exist.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        use io::ErrorKind::{NotADirectory, NotFound};
        matches!(self, Self::System(error) if matches!(error.kind(), NotFound | NotADirectory))
    }
}

/// What to do about a system error on reading, as a sentence.
#[must_use]
pub fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "check its permissions, then try again",
        io::ErrorKind::InvalidFilename => "its name is longer than this system takes: shorten it",
        io::ErrorKind::InvalidData => "save it as UTF-8 text",
        _ if is_loop(error) => "it is a link that leads in a circle: correct the link, or name the file itself",
        _ => "see that it can be read in its place by other programs, then try again",
    }
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ELOOP)
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

/// Opens what is at `path` for reading.
///
/// # Errors
/// When it is not what is accepted, or the system refuses.
pub fn open(path: &Path, accepts: Accepts) -> Result<File, FileFault> {
    let about = fs::metadata(path)?;
    if accepts == Accepts::Pipes && is_handed_over(path, &about) {
        return Ok(File::open(path)?);
    }
    check_read(&about)?;
    let file = without_waiting(OpenOptions::new().read(true)).open(path)?;
    // It may have been replaced since.
    check_read(&file.metadata()?)?;
    Ok(file)
}

/// The whole file at `path`, if it is not larger than `most` bytes.
///
/// # Errors
/// As [`open`], and when it is larger.
pub fn read(path: &Path, accepts: Accepts, most: u64) -> Result<Vec<u8>, FileFault> {
    let file = open(path, accepts)?;
    let length = file.metadata()?.len();
    if length > most {
        return Err(FileFault::Large(most));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    // A file can grow while it is read, and some report no size at all.
    if bytes.len() as u64 > most { Err(FileFault::Large(most)) } else { Ok(bytes) }
}

/// The whole file at `path` as text.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_text(path: &Path, accepts: Accepts, most: u64) -> Result<String, FileFault> {
    let text = String::from_utf8(read(path, accepts, most)?);
    text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("it is not UTF-8: {error}")).into())
}

/// Appends to the file at `path`, or creates it. A device is accepted too: `/dev/null` discards the text.
///
/// # Errors
/// When it is a folder, a named pipe or a socket, or cannot be written.
pub fn append(path: &Path, text: &str) -> Result<(), FileFault> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    let mut file = match fs::metadata(path) {
        Ok(about) if is_handed_over(path, &about) => options.open(path)?,
        Ok(about) => {
            check_written(&about)?;
            without_waiting(&mut options).open(path)?
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => without_waiting(&mut options).open(path)?,
        Err(error) => return Err(error.into()),
    };
    if !is_handed_over(path, &file.metadata()?) {
        check_written(&file.metadata()?)?;
    }
    Ok(file.write_all(text.as_bytes())?)
}

/// Creates a folder and its missing parents, accessible to their owner alone. An existing folder is not changed.
///
/// # Errors
/// The system's.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn check_read(about: &Metadata) -> Result<(), FileFault> {
    match kind(about) {
        _ if about.is_file() => Ok(()),
        _ if about.is_dir() => Err(FileFault::Folder),
        kind => Err(FileFault::Special(kind)),
    }
}

fn check_written(about: &Metadata) -> Result<(), FileFault> {
    if kind(about) == DEVICE { Ok(()) } else { check_read(about) }
}

const DEVICE: &str = "a device";

#[cfg(unix)]
fn kind(about: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = about.file_type();
    match () {
        () if kind.is_fifo() => "a named pipe",
        () if kind.is_socket() => "a socket",
        () if kind.is_char_device() || kind.is_block_device() => DEVICE,
        () => "something else",
    }
}

#[cfg(not(unix))]
fn kind(_: &Metadata) -> &'static str {
    "something else"
}

/// Whether this is an unnamed pipe, which is open already: opening it again does not block.
#[cfg(unix)]
fn is_handed_over(path: &Path, about: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    // Linux has no path for it, other systems only have `/dev/fd/63`.
    about.file_type().is_fifo() && fs::canonicalize(path).map_or(true, |real| real.starts_with("/dev/fd"))
}

#[cfg(not(unix))]
fn is_handed_over(_: &Path, _: &Metadata) -> bool {
    false
}

/// Opening a named pipe would block until its other end is open.
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NONBLOCK);
    options
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    #[test]
    fn what_is_no_file_is_refused_at_once_and_named() {
        let place = tempfile::tempdir().unwrap();
        let (pipe, socket) = (place.path().join("pipe"), place.path().join("socket"));
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let _listener = UnixListener::bind(&socket).unwrap();
        for (path, what) in [
            (pipe.as_path(), "it is a named pipe, not a file"),
            (&socket, "it is a socket, not a file"),
            (Path::new("/dev/zero"), "it is a device, not a file"),
            (place.path(), "it is a folder"),
        ] {
            for accepts in [Accepts::Files, Accepts::Pipes] {
                assert_eq!(read(path, accepts, 10).unwrap_err().to_string(), what);
            }
            if what.contains("device") {
                append(Path::new("/dev/null"), "x").unwrap();
            } else {
                assert_eq!(append(path, "x").unwrap_err().to_string(), what);
            }
        }
        assert!(read(&place.path().join("none"), Accepts::Files, 10).unwrap_err().is_missing());
    }

    #[test]
    fn what_is_larger_than_allowed_is_not_read() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("file");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, Accepts::Files, 5).unwrap(), b"12345");
        assert!(matches!(read(&path, Accepts::Files, 4), Err(FileFault::Large(4))));
        append(&path, "67").unwrap();
        assert_eq!(read_text(&path, Accepts::Files, 7).unwrap(), "1234567");
        fs::write(&path, b"\xff").unwrap();
        assert!(read_text(&path, Accepts::Files, 7).is_err());
    }

    #[test]
    fn a_folder_that_is_made_is_its_owners_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/b");
        make_private_folder(&folder).unwrap();
        make_private_folder(&folder).unwrap();
        for made in [folder.as_path(), &place.path().join("a")] {
            assert_eq!(fs::metadata(made).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}

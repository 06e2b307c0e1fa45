//! Writing at the end, and all or nothing.

use crate::exit::{Exit, Failure};
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Bytes of output that are kept in memory before they go to a temporary file.
pub(crate) const MEMORY_MAX: usize = 1 << 23;

/// Bytes that are read or written at once.
pub(crate) const BUFFER_BYTES: usize = 1 << 16;

/// A file written whole, beside its target, that is not there yet.
pub(crate) struct Staged {
    to: To,
    shown: PathBuf,
}

enum To {
    /// Takes the target's place at once.
    Replace(NamedTempFile, PathBuf),
    /// The target is no regular file (`/dev/stdout`, a pipe): what replaces files must not replace it.
    Through(File, PathBuf),
}

impl Staged {
    /// Writes a file that is to be put at a path.
    pub(crate) fn write(path: &Path, from: &mut dyn Read) -> Result<Self, Failure> {
        let mut stage = || -> io::Result<To> {
            // What a link points to is replaced, not the link.
            let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            match fs::metadata(&target) {
                Ok(about) if about.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
                Ok(about) if !about.is_file() => {
                    let mut file = tempfile::tempfile()?;
                    io::copy(from, &mut file)?;
                    file.rewind()?;
                    return Ok(To::Through(file, target));
                }
                _ => {}
            }
            let mut file = beside(&target)?;
            io::copy(from, &mut file)?;
            file.as_file().sync_all()?;
            Ok(To::Replace(file, target))
        };
        match stage() {
            Ok(to) => Ok(Self { to, shown: path.to_owned() }),
            Err(error) => Err(Failure::written(path, &error)),
        }
    }

    /// Puts it there.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        let done = match self.to {
            To::Replace(file, target) => file.persist(target).map(|_| ()).map_err(|error| error.error),
            To::Through(mut file, target) => {
                File::options().write(true).open(target).and_then(|mut to| io::copy(&mut file, &mut to).map(|_| ()))
            }
        };
        done.map_err(|error| Failure::written(&self.shown, &error))
    }
}

/// Writes a file whole where there is none; one for its owner alone has no moment at which others may read it.
///
/// Errs where something has that name already.
pub(crate) fn create(path: &Path, bytes: &[u8], is_private: bool) -> Result<(), Failure> {
    let create = || -> io::Result<()> {
        let mut file = temporary(path, if is_private { 0o600 } else { 0o666 })?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map_err(|error| error.error)?;
        Ok(())
    };
    create().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::new(
            Exit::Io,
            format!("{}: cannot be written: it is there already; accepted: a name of its own", path.display()),
        ),
        _ => Failure::written(path, &error),
    })
}

/// A temporary file in the folder of its target, which its owner's mask may narrow further.
fn temporary(target: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".poscond-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder.tempfile_in(folder)
}

/// A temporary file in the folder of its target, with the permissions that the target has or would get.
fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let file = temporary(target, 0o666)?;
    if let Ok(about) = fs::metadata(target) {
        file.as_file().set_permissions(about.permissions())?;
    }
    Ok(file)
}

/// Errs where the folder of a file to be written is not there, before the work is done.
pub(crate) fn check_folder(path: &Path) -> Result<(), Failure> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(Failure::written(path, &io::ErrorKind::NotFound.into()))
        }
        _ => Ok(()),
    }
}

/// Copies to standard output; quiet where its reader went away. Styles are kept where the terminal shows them.
pub(crate) fn to_stdout(from: &mut dyn Read, has_styles: bool) -> Result<(), Failure> {
    let mut copy = || {
        if has_styles {
            let mut out = anstream::stdout().lock();
            io::copy(from, &mut out)?;
            out.flush()
        } else {
            let mut out = io::stdout().lock();
            io::copy(from, &mut out)?;
            out.flush()
        }
    };
    copy().map_err(|error| Failure::io("stdout", "written", &error))
}

/// Writes a text with styles to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    to_stdout(&mut text.as_bytes(), true)
}

/// The width to write for: that of the terminal, `COLUMNS` before it, 100 without either.
pub(crate) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    told.or_else(terminal).unwrap_or(100).clamp(60, 160)
}

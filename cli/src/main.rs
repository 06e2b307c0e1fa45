//! The tool `poscond`.

use std::process::ExitCode;

fn main() -> ExitCode {
    poscond_cli::run()
}

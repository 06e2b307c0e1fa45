//! `cargo xtask …`: what cargo alone cannot do. CI calls `cargo xtask test` and nothing else.

mod abi;
mod backend;
mod c;
mod docs;
mod firmware;
mod header;
mod load;
mod module;
mod npm;
mod reference;
mod steps;
mod terminal;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, tests and measures poscond")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything that must hold: format, lints, documents, tests, vectors, firmware, the README's command.
    Test,
    /// Writes what is generated: docs/{reasons,facts,record,policy}.md, the header, the tables of the ABI page, the JSON Schemas.
    Docs,
    /// Holds the engine against the independent oracle on generated cases (100,000 in an hour, since it tries what is foreseen).
    Oracle {
        /// How many cases.
        #[arg(long, default_value_t = 100_000)]
        cases: u32,
        /// Which cases: the same seed makes the same ones.
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// The laws of foresight and cures on 200,000 cases each, and the oracle on 20,000 (some fifteen minutes).
    Nightly,
    /// Prints what firmware and the npm package cost, and writes it into their READMEs.
    Size,
    /// Runs vectors and bad input in C on every processor, real and emulated.
    C,
    /// Types a session at the firmware of examples/terminal, and writes it into its README.
    Terminal,
    /// Builds the WebAssembly module of the C ABI, which a backend loads, and holds its exports against the committed list.
    Module,
    /// Sends the acceptance service sales for some minutes, with either store, and writes what it bore into its README.
    Load,
    /// Starts the acceptance service of examples/backend on the data of the examples; what stands behind `--` goes to it.
    Backend {
        /// Tests it instead: with both stores, under load, killed, swapped, fed with nonsense.
        #[arg(long, conflicts_with_all = ["release", "more"])]
        test: bool,
        /// Optimised, which takes some minutes to build.
        #[arg(long)]
        release: bool,
        /// Arguments of the service; `-- --help` lists them.
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Builds the npm package into bindings-js/pkg.
    Npm {
        /// Tries it too: vectors in Node and Chromium, and projects that install it.
        #[arg(long)]
        test: bool,
    },
    /// Builds the page of examples/portal and drives it in Chromium.
    Portal,
    /// Lays out header, static and shared library, pkg-config file and CMake package in a folder.
    Install {
        /// The folder, such as /usr/local.
        prefix: std::path::PathBuf,
    },
    /// Times decisions beside a hand-written floor, and counts instructions where valgrind is installed.
    Bench,
}

fn main() -> ExitCode {
    let done = match Args::parse().task {
        Task::Test => steps::test(),
        Task::Docs => docs::write(),
        Task::Oracle { cases, seed } => steps::oracle(cases, seed),
        Task::Nightly => steps::nightly(),
        Task::Size => firmware::print().and_then(|()| npm::set_up()).and_then(|()| npm::print_size()),
        Task::C => c::set_up().and_then(|()| c::test()),
        Task::Terminal => c::set_up().and_then(|()| terminal::write()),
        Task::Backend { test: true, .. } => backend::set_up().and_then(|()| backend::test()),
        Task::Backend { release, more, .. } => backend::serve(release, &more),
        Task::Load => load::run(),
        Task::Module => module::set_up().and_then(|()| module::check()),
        Task::Npm { test } => npm::set_up().and_then(|()| if test { npm::test() } else { npm::build() }),
        Task::Portal => npm::set_up().and_then(|()| npm::build()).and_then(|()| npm::portal()),
        Task::Install { prefix } => c::install(&prefix),
        Task::Bench => steps::bench(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What went wrong and where, without the frames of this program.
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

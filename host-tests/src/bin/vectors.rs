//! The tool that writes, checks and lints the golden vectors.

use anyhow::{Result, anyhow, ensure};
use poscond_host_tests::{author, file, host, lint, native, pack};
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match std::env::args().nth(1).as_deref() {
        Some("write") => write(),
        Some("check") => check(),
        Some("lint") => lint(),
        Some("run") => run(),
        Some("pack") => write_pack(),
        Some("signed") => write_signed(),
        _ => Err(anyhow!("usage: vectors write | check | lint | run | pack FILE | signed FILE")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vectors: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Computes every report, refuses where one differs from what was reasoned, numbers the cases and writes the files.
fn write() -> Result<()> {
    let files = author::all()?;
    std::fs::create_dir_all(file::folder())?;
    for entry in std::fs::read_dir(file::folder())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            std::fs::remove_file(path)?;
        }
    }
    for vectors in &files {
        std::fs::write(file::folder().join(vectors.family()).with_extension("json"), vectors.text())?;
    }
    std::fs::write(file::folder().join("schema.json"), file::schema())?;
    println!("{} files, {} cases", files.len(), files.iter().map(file::Vectors::number_of_tests).sum::<usize>());
    Ok(())
}

/// The committed files are those that `write` would write.
fn check() -> Result<()> {
    let stale = author::stale()?;
    ensure!(stale.is_empty(), "not as `vectors write` would write them: {}", stale.join(", "));
    println!("the committed vectors are current");
    Ok(())
}

fn lint() -> Result<()> {
    let lint = lint::lint(&file::read_all()?)?;
    println!("{}", lint.counts);
    ensure!(lint.complaints.is_empty(), "{}", lint.complaints.join("\n"));
    println!("nothing to complain about");
    Ok(())
}

fn run() -> Result<()> {
    let run = host::run(&mut native::Native, &file::read_all()?)?;
    println!("{run}");
    ensure!(run.passed(), "the native host differs from the vectors");
    Ok(())
}

/// Writes the vectors as one binary file, for hosts that read no JSON.
fn write_pack() -> Result<()> {
    let path = std::env::args().nth(2).ok_or_else(|| anyhow!("usage: vectors pack FILE"))?;
    let files = file::read_all()?;
    let pack = pack::pack(&files)?;
    let cases: usize = files.iter().map(file::Vectors::number_of_tests).sum();
    println!("{cases} cases in {} bytes", pack.len());
    Ok(std::fs::write(path, pack)?)
}

/// Writes a signed plan and its keys, for hosts in C.
fn write_signed() -> Result<()> {
    let path = std::env::args().nth(2).ok_or_else(|| anyhow!("usage: vectors signed FILE"))?;
    Ok(std::fs::write(path, pack::signed(&file::read_all()?)?)?)
}

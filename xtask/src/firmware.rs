//! What the engine costs a Cortex-M3: flash by part, no panic machinery, no statics, the stack, instructions.

use crate::c::{self, CORTEX_M3};
use crate::steps::root;
use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SectionKind};
use std::fmt::Write as _;

/// A part of the library: what the program defines, the features of the library, how the table calls it, and its limit in
/// bytes. Bars of the design: 32 KiB without texts, 64 KiB with them; a limit above its bar holds what there is.
struct Part {
    defines: &'static str,
    features: &'static str,
    name: &'static str,
    limit: u64,
}

const PARTS: [Part; 7] = [
    Part { defines: "", features: "messages", name: "open + evaluate", limit: 41 * 1024 },
    Part { defines: "-DFINDINGS", features: "messages", name: "+ findings", limit: 44 * 1024 },
    Part { defines: "-DFINDINGS -DFORESIGHT", features: "messages", name: "+ foresight", limit: 52 * 1024 },
    Part { defines: "-DFINDINGS -DFORESIGHT -DTEXTS", features: "messages", name: "+ texts", limit: 100 * 1024 },
    Part { defines: "-DFINDINGS -DFORESIGHT -DJSON", features: "messages", name: "foresight + JSON", limit: 65 * 1024 },
    Part { defines: "-DEVERYTHING", features: "messages", name: "everything", limit: 120 * 1024 },
    // Reported apart: the arithmetic is another crate's, which holds bounds checks that the linker cannot rule out.
    Part { defines: "-DFINDINGS", features: "messages,signature", name: "findings + signature", limit: u64::MAX },
];

/// The deepest stack that a call may take, in bytes: the design's 4 KiB for deciding and what follows from it.
const STACK_MAX: u32 = 4096;

/// What a linked program holds.
struct Image {
    flash: u64,
    ram: u64,
    panics: Vec<String>,
}

/// Whether a section is part of the image.
fn is_loaded(flags: SectionFlags) -> bool {
    matches!(flags, SectionFlags::Elf { sh_flags } if sh_flags & u64::from(object::elf::SHF_ALLOC) != 0)
}

/// Links a part.
fn link(part: &Part) -> Result<Image> {
    let library = c::library(CORTEX_M3, "staticlib", part.features, true)?;
    let path = c::part(part.defines, &library)?;
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let file = object::File::parse(&*bytes)?;
    let (mut flash, mut ram) = (0, 0);
    for section in file.sections() {
        match section.kind() {
            SectionKind::Data => (flash, ram) = (flash + section.size(), ram + section.size()),
            SectionKind::UninitializedData => ram += section.size(),
            // Code, constants, strings, unwind tables: whatever else is loaded stays in flash.
            _ if is_loaded(section.flags()) => flash += section.size(),
            _ => {}
        }
    }
    let names = file.symbols().filter_map(|symbol| symbol.name().ok().map(str::to_owned));
    let panics =
        names.filter(|name| ["panicking", "panic_", "_fail", "core3fmt"].iter().any(|part| name.contains(part)));
    // The program itself has two words of its own.
    Ok(Image { flash, ram: ram.saturating_sub(8), panics: panics.collect() })
}

/// The stack and the instructions of each function, over all vectors.
struct Call {
    name: String,
    stack: u32,
    mean: u64,
    most: u64,
}

/// The functions that the header declares and the program of all of them does not call.
fn forgotten() -> Result<Vec<String>> {
    let header = std::fs::read_to_string(root().join("bindings-c/include/poscond.h"))?;
    let program = std::fs::read_to_string(root().join("host-tests/c/size.c"))?;
    let declared = header.lines().filter_map(|line| line.strip_prefix("poscond_status ")?.split('(').next());
    Ok(declared.filter(|name| !program.contains(&format!("(void (*)(void)){name},"))).map(str::to_owned).collect())
}

/// Runs the vectors on the emulated board and measures each call.
fn calls() -> Result<Vec<Call>> {
    c::pack()?;
    let text = c::on_board_measured()?;
    let mut calls = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("poscond_")) {
        let mut words = line.split(' ');
        let mut next = || words.next().context("a line of `stack.c`");
        let name = next()?.to_owned();
        calls.push(Call { name, stack: next()?.parse()?, mean: next()?.parse()?, most: next()?.parse()? });
    }
    ensure!(!calls.is_empty(), "`stack.c` measured nothing: {text}");
    Ok(calls)
}

/// A number with commas.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The tables of bindings-c/README.md, and what does not hold.
fn measured() -> Result<(String, Vec<String>)> {
    let mut out = String::new();
    let mut wrong: Vec<_> = forgotten()?.into_iter().map(|name| format!("size.c does not name `{name}`")).collect();
    writeln!(
        out,
        "\n| linked into firmware (thumbv7m, opt-level z, fat LTO) | flash, bytes | statics, bytes | panic machinery |\n|---|---:|---:|---|"
    )?;
    for part in &PARTS {
        let image = link(part)?;
        let panics = if image.panics.is_empty() { "none" } else { "linked" };
        writeln!(out, "| {} | {} | {} | {panics} |", part.name, grouped(image.flash), image.ram)?;
        if image.ram != 0 {
            wrong.push(format!("{}: {} B of statics", part.name, image.ram));
        }
        if part.limit != u64::MAX && !image.panics.is_empty() {
            wrong.push(format!("{}: panic machinery is linked: {:?}", part.name, image.panics));
        }
        if image.flash > part.limit {
            wrong.push(format!("{}: {} B of flash, above {}", part.name, image.flash, part.limit));
        }
    }
    writeln!(
        out,
        "\n| call, over all vectors, on an emulated Cortex-M3 | deepest stack, bytes | instructions, mean | most |\n|---|---:|---:|---:|"
    )?;
    for call in calls()? {
        let (mean, most) = (grouped(call.mean), grouped(call.most));
        writeln!(out, "| `{}` | {} | {mean} | {most} |", call.name, grouped(call.stack.into()))?;
        if call.stack > STACK_MAX {
            wrong.push(format!("{}: {} B of stack, above {STACK_MAX}", call.name, call.stack));
        }
    }
    out.push('\n');
    Ok((out, wrong))
}

/// Prints the tables and writes them into bindings-c/README.md.
pub fn print() -> Result<()> {
    let (tables, _) = measured()?;
    println!("{tables}");
    write_measured("bindings-c/README.md", &tables)
}

/// Writes what was measured into a page, between the marks for it.
pub fn write_measured(page: &str, tables: &str) -> Result<()> {
    let path = root().join(page);
    let text = std::fs::read_to_string(&path)?;
    let (before, rest) = text.split_once("<!-- measured -->").with_context(|| format!("no place for it in {page}"))?;
    let (_, after) = rest.split_once("<!-- end -->").with_context(|| format!("no end of it in {page}"))?;
    Ok(std::fs::write(path, format!("{before}<!-- measured -->\n{tables}<!-- end -->{after}"))?)
}

/// Errs where anything could panic, needs statics in RAM, is larger than its limit, or takes more stack than it may.
pub fn check() -> Result<()> {
    let (tables, wrong) = measured()?;
    println!("{tables}");
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

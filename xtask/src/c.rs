//! The C library: built for each processor, tried by C programs on real or emulated ones, laid out for those who link it.

use crate::steps::{command, root, run};
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A processor that the library is built for, and how its programs are made and run here.
pub struct Processor {
    /// As in the output.
    name: &'static str,
    /// As rustc calls it.
    pub target: &'static str,
    /// Compilers, the C ones first.
    compilers: &'static [&'static str],
    /// What runs its programs; nothing where this machine does.
    runner: &'static str,
}

/// Where all vectors are run: little- and big-endian, 32 and 64 bits.
const HOSTED: [Processor; 3] = [
    Processor { name: "x86-64", target: "x86_64-unknown-linux-gnu", compilers: &["gcc", "clang"], runner: "" },
    Processor {
        name: "armv7",
        target: "armv7-unknown-linux-gnueabihf",
        compilers: &["arm-linux-gnueabihf-gcc"],
        runner: "qemu-arm-static -L /usr/arm-linux-gnueabihf",
    },
    Processor {
        name: "s390x",
        target: "s390x-unknown-linux-gnu",
        compilers: &["s390x-linux-gnu-gcc"],
        runner: "qemu-s390x-static -L /usr/s390x-linux-gnu",
    },
];

/// The least processor that must do.
pub const CORTEX_M3: &str = "thumbv7m-none-eabi";

/// A smaller SHA-256, as a terminal would choose (an option of the crate `sha2`).
const SMALL_DIGEST: &str = r#"--cfg sha2_backend="soft" --cfg sha2_backend_soft="compact""#;

/// The emulated board: files and arguments come through semihosting.
const BOARD: &str = "qemu-system-arm -M mps2-an385 -nographic -monitor none -serial null";

/// What every C file here must pass.
const STRICT: &str = "-std=c99 -Wall -Wextra -Wpedantic -Werror";

/// The commands that are needed, and the Debian package that brings each.
const TOOLS: &[(&str, &str)] = &[
    ("gcc", "build-essential"),
    ("clang", "clang"),
    ("valgrind", "valgrind"),
    ("cmake", "cmake"),
    ("pkg-config", "pkg-config"),
    ("arm-linux-gnueabihf-gcc", "gcc-arm-linux-gnueabihf libc6-dev-armhf-cross"),
    ("s390x-linux-gnu-gcc", "gcc-s390x-linux-gnu libc6-dev-s390x-cross"),
    ("qemu-arm-static", "qemu-user-static"),
    ("arm-none-eabi-gcc", "gcc-arm-none-eabi libnewlib-arm-none-eabi"),
    ("qemu-system-arm", "qemu-system-arm"),
];

/// Whether a command is there.
fn is_there(tool: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(tool).is_file()))
}

/// Brings commands, each with the Debian package that has it: root installs what is missing, anybody else is told what to
/// install.
pub fn bring(tools: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<_> = tools.iter().filter(|(tool, _)| !is_there(tool)).map(|&(_, package)| package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    let is_root = command("id -u").output().is_ok_and(|output| output.stdout == b"0\n");
    if !is_root || !is_there("apt-get") {
        bail!("tools are missing; install them with: apt-get install {packages}");
    }
    println!("installing {packages}");
    run("apt-get -qq update")?;
    let mut install = command("apt-get -qq install --yes --no-install-recommends");
    let status = install.args(packages.split(' ')).env("DEBIAN_FRONTEND", "noninteractive").status()?;
    ensure!(status.success(), "`apt-get install {packages}` failed");
    Ok(())
}

/// Brings compilers, emulators and targets.
pub fn set_up() -> Result<()> {
    bring(TOOLS)?;
    if is_there("rustup") {
        let targets: Vec<_> = HOSTED.iter().map(|processor| processor.target).chain([CORTEX_M3]).collect();
        run(&format!("rustup target add {}", targets.join(" ")))?;
    }
    Ok(())
}

/// Where C programs and what they need are put.
pub fn folder() -> Result<PathBuf> {
    let folder = target().join("c");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Where the library is built. Apart from cargo's other folders, so that the options of one do not undo the other.
fn target() -> PathBuf {
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root().join("target"), PathBuf::from);
    target.join("bindings-c")
}

/// Builds the library for a processor and tells where it is: `staticlib` or `cdylib`.
pub fn library(target_triple: &str, kind: &str, features: &str, for_firmware: bool) -> Result<PathBuf> {
    let target = target();
    let mut cargo = command("cargo rustc --quiet -p poscond-c --profile firmware --no-default-features");
    cargo
        .args(["--target", target_triple, "--crate-type", kind, "--features", features])
        .arg("--target-dir")
        .arg(&target);
    if kind == "cdylib" {
        cargo.args(["--", "-C", "link-arg=-Wl,-soname,libposcond.so.0"]);
    }
    if for_firmware {
        cargo.env("RUSTFLAGS", SMALL_DIGEST);
    }
    ensure!(cargo.status()?.success(), "the C library does not build for {target_triple}");
    let extension = if kind == "cdylib" { "so" } else { "a" };
    Ok(target.join(target_triple).join("firmware").join(format!("libposcond_c.{extension}")))
}

/// The vectors as C reads them.
pub fn pack() -> Result<PathBuf> {
    let path = folder()?.join("vectors.pack");
    run(&format!("cargo run --quiet --release -p poscond-host-tests --bin vectors -- pack {}", path.display()))?;
    Ok(path)
}

/// A command that must succeed.
fn must(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} does not start"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}

/// Compiles and links a program of `host-tests/c`.
fn program(compiler: &str, options: &str, source: &str, library: &Path, name: &str) -> Result<PathBuf> {
    let path = folder()?.join(name);
    let mut words = compiler.split(' ');
    let mut compile = Command::new(words.next().unwrap_or_default());
    compile.args(words).args(options.split(' ')).arg("-I").arg(root().join("bindings-c/include"));
    compile.arg(root().join("host-tests/c").join(source)).arg(library).arg("-o").arg(&path);
    must(&mut compile)?;
    Ok(path)
}

/// Compiles and links a program for the board.
fn board_program(source: &str, library: &Path) -> Result<PathBuf> {
    let c = root().join("host-tests/c");
    let path = folder()?.join(format!("{source}.elf"));
    let mut compile = Command::new("arm-none-eabi-gcc");
    compile.args(
        "-mcpu=cortex-m3 -mthumb -Os -ffunction-sections -fdata-sections -nostartfiles --specs=rdimon.specs".split(' '),
    );
    compile.args(STRICT.split(' ')).args(["-Wl,--gc-sections,-z,noexecstack", "-T"]).arg(c.join("cortex_m3.ld"));
    compile.arg("-I").arg(root().join("bindings-c/include"));
    compile.arg(c.join(source)).arg(c.join("cortex_m3.c")).arg(library).arg("-o").arg(&path);
    must(&mut compile)?;
    Ok(path)
}

/// A program of the board, about to run on a pack of vectors beside it.
fn on_board(elf: &Path, options: &str, pack: &str) -> Result<Command> {
    let mut board = command(BOARD);
    board.args(options.split_whitespace()).current_dir(folder()?);
    // The board takes its arguments apart at commas and spaces.
    let arguments = format!("enable=on,target=native,arg=test,arg={pack},arg=c-cortex-m3");
    board.args(["-semihosting-config", &arguments]);
    board.arg("-kernel").arg(elf);
    Ok(board)
}

/// Links the least firmware that uses a part of the library.
pub fn part(defines: &str, library: &Path) -> Result<PathBuf> {
    let c = root().join("host-tests/c");
    let path = folder()?.join("part.elf");
    let mut compile = Command::new("arm-none-eabi-gcc");
    compile.args("-mcpu=cortex-m3 -mthumb -Os -nostdlib -Wl,--gc-sections,-z,noexecstack -T".split(' '));
    compile.arg(c.join("cortex_m3.ld")).args(STRICT.split(' ')).args(defines.split_whitespace());
    compile.arg("-I").arg(root().join("bindings-c/include")).arg(c.join("size.c")).arg(library).arg("-o").arg(&path);
    must(&mut compile)?;
    Ok(path)
}

/// What `stack.c` says on the board, whose clock counts instructions.
pub fn on_board_measured() -> Result<String> {
    let library = library(CORTEX_M3, "staticlib", "messages", true)?;
    let output = on_board(&board_program("stack.c", &library)?, "-icount shift=0", "vectors.pack")?.output()?;
    ensure!(output.status.success(), "`stack.c` failed on the board: {}", String::from_utf8_lossy(&output.stdout));
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs vectors and bad input in C on every processor.
pub fn test() -> Result<()> {
    header_compiles()?;
    let pack = pack()?;
    for processor in &HOSTED {
        let library = library(processor.target, "staticlib", "messages", false)?;
        for compiler in processor.compilers {
            for source in ["vectors.c", "bad_input.c"] {
                let name = format!("{}-{compiler}-{source}.out", processor.name);
                let program = program(compiler, &format!("{STRICT} -O1 -g"), source, &library, &name)?;
                let mut words: Vec<_> = processor.runner.split_whitespace().map(str::to_owned).collect();
                words.push(program.display().to_string());
                let host = format!("c {} {compiler}", processor.name);
                must(Command::new(&words[0]).args(&words[1..]).arg(&pack).arg(host))?;
            }
        }
    }
    let native = library(HOSTED[0].target, "staticlib", "messages", false)?;
    for source in ["vectors.c", "bad_input.c"] {
        let sanitized = "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all";
        let asan = program("gcc", &format!("{STRICT} {sanitized}"), source, &native, &format!("asan-{source}.out"))?;
        must(Command::new(asan).arg(&pack).arg("c x86-64 address+undefined sanitizers"))?;
        let plain = folder()?.join(format!("x86-64-gcc-{source}.out"));
        must(command("valgrind -q --error-exitcode=9").arg(plain).arg(&pack).arg("c x86-64 valgrind"))?;
    }
    let library = library(CORTEX_M3, "staticlib", "messages", true)?;
    for source in ["vectors.c", "bad_input.c"] {
        must(&mut on_board(&board_program(source, &library)?, "", "vectors.pack")?)?;
    }
    signed_plans()?;
    consumers()
}

/// Signed plans, with signatures built in and without, here and on the board.
fn signed_plans() -> Result<()> {
    let pack = folder()?.join("signed.pack");
    run(&format!("cargo run --quiet --release -p poscond-host-tests --bin vectors -- signed {}", pack.display()))?;
    for (features, word) in [("messages,signature", ""), ("messages", "without")] {
        let library = library(HOSTED[0].target, "staticlib", features, false)?;
        let program = program("gcc", &format!("{STRICT} -O1 -g"), "signed.c", &library, "x86-64-signed.out")?;
        must(Command::new(program).arg(&pack).args(["c x86-64 gcc", word]))?;
    }
    let library = library(CORTEX_M3, "staticlib", "messages,signature", true)?;
    must(&mut on_board(&board_program("signed.c", &library)?, "", "signed.pack")?)
}

/// The header alone, as C and as C++, old and new.
fn header_compiles() -> Result<()> {
    for (compiler, language) in [
        ("gcc", "c -std=c99"),
        ("clang", "c -std=c99"),
        ("gcc", "c -std=c11"),
        ("g++", "c++ -std=c++98 -Wno-long-long"),
        ("g++", "c++ -std=c++17"),
        ("clang++", "c++ -std=c++17"),
    ] {
        let mut compile = command(compiler);
        compile.arg("-x").args(language.split(' '));
        compile.args("-Wall -Wextra -Wpedantic -Wconversion -Werror -fsyntax-only -I".split(' '));
        must(compile.arg(root().join("bindings-c/include")).arg(root().join("host-tests/c/consumer/main.c")))?;
    }
    Ok(())
}

/// Lays the library out as it is installed: header, static and shared library, pkg-config file, CMake package.
pub fn install(prefix: &Path) -> Result<()> {
    let (include, lib) = (prefix.join("include"), prefix.join("lib"));
    let (pkgconfig, cmake) = (lib.join("pkgconfig"), lib.join("cmake/poscond"));
    for folder in [&include, &pkgconfig, &cmake] {
        std::fs::create_dir_all(folder)?;
    }
    let copy =
        |from: &Path, to: PathBuf| std::fs::copy(from, &to).with_context(|| to.display().to_string()).map(|_| ());
    copy(&root().join("bindings-c/include/poscond.h"), include.join("poscond.h"))?;
    let features = "messages,signature";
    copy(&library(HOSTED[0].target, "staticlib", features, false)?, lib.join("libposcond.a"))?;
    copy(&library(HOSTED[0].target, "cdylib", features, false)?, lib.join("libposcond.so.0"))?;
    let link = lib.join("libposcond.so");
    if link.is_symlink() {
        std::fs::remove_file(&link)?;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("libposcond.so.0", &link)?;
    let version = env!("CARGO_PKG_VERSION");
    for (from, to) in [
        ("poscond.pc.in", pkgconfig.join("poscond.pc")),
        ("poscond-config.cmake.in", cmake.join("poscond-config.cmake")),
        ("poscond-config-version.cmake.in", cmake.join("poscond-config-version.cmake")),
    ] {
        let text = std::fs::read_to_string(root().join("bindings-c/packaging").join(from))?;
        std::fs::write(to, text.replace("@VERSION@", version))?;
    }
    Ok(())
}

/// Projects that find the installed library through pkg-config and through CMake, and run.
fn consumers() -> Result<()> {
    let prefix = folder()?.join("prefix");
    install(&prefix)?;
    let project = root().join("host-tests/c/consumer");
    let pkgconfig = prefix.join("lib/pkgconfig");
    let flags = command("pkg-config --cflags --libs poscond").env("PKG_CONFIG_PATH", &pkgconfig).output()?;
    ensure!(flags.status.success(), "pkg-config does not find the library: {}", String::from_utf8_lossy(&flags.stderr));
    let program = folder()?.join("consumer");
    let mut compile = command("gcc");
    compile.args(STRICT.split(' ')).arg(project.join("main.c")).arg("-o").arg(&program);
    must(compile.args(String::from_utf8(flags.stdout)?.split_whitespace()))?;
    must(Command::new(&program).env("LD_LIBRARY_PATH", prefix.join("lib")))?;
    let build = folder()?.join("consumer-cmake");
    // CMake would insist on the folder that it saw the first time.
    if build.exists() {
        std::fs::remove_dir_all(&build)?;
    }
    must(
        command("cmake -Wno-dev -S")
            .arg(&project)
            .arg("-B")
            .arg(&build)
            .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()))
            .stdout(std::process::Stdio::null()),
    )?;
    must(command("cmake --build").arg(&build).stdout(std::process::Stdio::null()))?;
    for program in ["consumer_static", "consumer_shared"] {
        must(&mut Command::new(build.join(program)))?;
    }
    // The shared library gives C what the header says, and nothing else of what is inside.
    let symbols = command("nm -D --defined-only").arg(prefix.join("lib/libposcond.so.0")).output()?;
    let header = std::fs::read_to_string(root().join("bindings-c/include/poscond.h"))?;
    for line in String::from_utf8(symbols.stdout)?.lines() {
        let name = line.split_whitespace().last().unwrap_or_default();
        ensure!(
            header.contains(&format!("{name}(")),
            "the shared library exports `{name}`, which the header does not declare"
        );
    }
    Ok(())
}

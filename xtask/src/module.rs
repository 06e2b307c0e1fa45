//! The module: the C ABI for a backend in any language that runs WebAssembly. It imports nothing, and what it exports is pinned.

use crate::firmware::grouped;
use crate::steps::{command, root, run, target};
use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;
use wasmparser::types::EntityType;
use wasmparser::{Parser, Payload, ValType, Validator, WasmFeatures};

const WASM: &str = "wasm32-unknown-unknown";

/// Bytes of the module's own stack, at the low end of its memory, so that a call that went deeper would trap and write over
/// nothing.
pub const STACK_BYTES: u32 = 65_536;

/// What is exported, a line each: the pinned list.
const EXPORTS: &str = "bindings-c/module-exports.txt";

/// What a runtime must know beyond WebAssembly 1.0. No floats: a type or an instruction of them would be an error.
const NEEDED: WasmFeatures = WasmFeatures::MVP
    .difference(WasmFeatures::FLOATS)
    .union(WasmFeatures::BULK_MEMORY_OPT)
    .union(WasmFeatures::CALL_INDIRECT_OVERLONG)
    .union(WasmFeatures::SIGN_EXTENSION);

/// Brings the target.
pub fn set_up() -> Result<()> {
    if command("rustup --version").output().is_ok_and(|output| output.status.success()) {
        run(&format!("rustup target add {WASM}"))?;
    }
    Ok(())
}

/// Builds the module and tells where it is: the same bytes from the same sources and the same compiler.
pub fn build() -> Result<PathBuf> {
    let folder = target().join("module");
    let mut cargo =
        command("cargo rustc --quiet -p poscond-c --profile module --features signature --crate-type cdylib");
    cargo.args(["--target", WASM, "--target-dir"]).arg(&folder);
    cargo.args(["--", "-C", &format!("link-arg=-zstack-size={STACK_BYTES}")]);
    ensure!(cargo.status()?.success(), "the module does not build");
    let module = folder.join("poscond.wasm");
    std::fs::copy(folder.join(WASM).join("module/poscond_c.wasm"), &module).context("the module")?;
    Ok(module)
}

/// The committed exports: a name and what it is.
pub fn pinned() -> Result<Vec<String>> {
    let text = std::fs::read_to_string(root().join(EXPORTS)).context(EXPORTS)?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Types with spaces between.
fn types(types: &[ValType]) -> String {
    types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// What a module exports, as the committed list has it. Errs where it imports anything, has floats, or needs more than [`NEEDED`].
fn exports(bytes: &[u8]) -> Result<Vec<String>> {
    for payload in Parser::new(0).parse_all(bytes) {
        if let Payload::ImportSection(imports) = payload? {
            ensure!(imports.count() == 0, "the module imports something");
        }
    }
    let module =
        Validator::new_with_features(NEEDED).validate_all(bytes).context("the module is not as it should be")?;
    let module = module.as_ref();
    let mut lines = Vec::new();
    let exports = module.core_exports().context("a component is no module")?;
    for (name, entity) in exports {
        lines.push(match entity {
            EntityType::Func(id) => {
                let function = module.get(id).context("a type")?.unwrap_func();
                format!("{name} ({}) -> {}", types(function.params()), types(function.results()))
            }
            EntityType::Global(global) => format!("{name} global {}", global.content_type),
            EntityType::Memory(_) => format!("{name} memory"),
            _ => bail!("the module exports `{name}`, which is no function, memory or global"),
        });
    }
    lines.sort();
    Ok(lines)
}

/// Errs where the module imports anything, has floats, or exports other than the committed list.
pub fn check() -> Result<()> {
    let path = build()?;
    let bytes = std::fs::read(&path)?;
    let (found, pinned) = (exports(&bytes)?, pinned()?);
    let differ = |from: &[String], to: &[String], sign: &str| -> String {
        from.iter().filter(|line| !to.contains(line)).map(|line| format!("\n{sign} {line}")).collect()
    };
    let difference = differ(&pinned, &found, "-") + &differ(&found, &pinned, "+");
    ensure!(
        difference.is_empty(),
        "the module does not export what {EXPORTS} says (- lacking, + not listed):{difference}"
    );
    ensure!(found == pinned, "{EXPORTS} is not sorted or names something twice");
    println!(
        "{}: {} bytes, {} exports, no imports, no floats",
        path.display(),
        grouped(bytes.len().try_into()?),
        found.len()
    );
    Ok(())
}

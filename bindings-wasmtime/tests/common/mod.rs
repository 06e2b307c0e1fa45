//! What the tests have in common.

use poscond_wasmtime::{Engine, Options};

/// The module that `cargo xtask module` made.
pub fn module() -> Vec<u8> {
    let path = std::env::var("POSCOND_MODULE").expect("POSCOND_MODULE names the module: run `cargo xtask wasmtime`");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The module, hosted as it is by default.
pub fn engine() -> Engine {
    Engine::new(&module(), Options::default()).expect("the module is hosted")
}

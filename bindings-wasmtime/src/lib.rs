//! # poscond for backends
//!
//! The module of poscond (its C ABI compiled to WebAssembly, without imports) behind [wasmtime](https://wasmtime.dev). The
//! same bytes decide here as in a terminal and in a browser, and a newer engine is a newer file.
//!
//! ```no_run
//! use poscond_wasmtime::{Engine, Options, Plans};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (plan_bytes, json) = (Vec::new(), "");
//! let engine = Engine::new(&std::fs::read("poscond.wasm")?, Options::default())?;
//! let plans = Plans::new(&engine);
//! plans.load(&plan_bytes)?;
//!
//! let request = serde_json::from_str(json)?;
//! let plan = plans.get("hangzhou-noodle-shop").ok_or("no such service point")?;
//! let decision = plan.evaluate(&request)?;
//! # Ok(()) }
//! ```
//!
//! [`Engine`] is the module, compiled once, and the instances that calls run in. [`Plan`] is an opened plan: a handle that is
//! cheap to clone and holds what it was opened from for as long as anyone has it. [`Plans`] knows the plan in force of each
//! service point; a call works with the plan that it got, so that it sees the old one or the new one and never a mixture.
//!
//! A decision takes a microsecond, so it may be asked for in async code as it is. What looks ahead ([`Plan::foresee`],
//! [`Plan::disclosed`], [`Plan::report_json`]) may take some 100 ms for a refusal and belongs on a thread of its own. A call never
//! blocks but for a free instance. No call runs longer than twice [`Options::time_limit`]; an instance whose call trapped is thrown
//! away, and the next call has another.
#![deny(unreachable_pub)]

mod bytes;
mod engine;
mod error;
mod instance;
mod plan;
mod plans;
mod said;

pub use engine::{Engine, Options};
pub use error::Error;
pub use plan::{Info, Plan};
pub use plans::Plans;
pub use poscond;
pub use poscond_c::status::Status;
pub use said::{Finding, Style};

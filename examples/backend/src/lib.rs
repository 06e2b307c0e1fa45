//! An acceptance service: are the conditions met for this transaction at this service point? It decides by poscond through
//! its WebAssembly module, keeps what was decided, and keeps the counters of limits exactly once.
//!
//! [`api`] is what the network sees; [`book`] holds policy, service points and plans; [`ledger`] holds decisions and counters;
//! [`referral`] waits for those who know more; [`service`] ties them together.

pub mod api;
pub mod book;
pub mod ledger;
pub mod log;
pub mod metrics;
pub mod openapi;
pub mod problem;
pub mod referral;
pub mod service;

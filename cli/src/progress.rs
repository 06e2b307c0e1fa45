//! A progress bar on standard error, once the input proves long.

use crate::money::grouped;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Requests, and the time, after which an input is long.
const LONG_REQUESTS: u64 = 5_000;
const LONG: Duration = Duration::from_secs(2);

/// How many requests pass between two looks at the clock.
const STRIDE: u64 = 256;

/// How far reading has come.
pub(crate) struct Progress {
    started: Instant,
    is_wanted: bool,
    bytes_total: Option<u64>,
    bytes: u64,
    requests: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows nothing where `quiet`, or where standard error is no terminal.
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            started: Instant::now(),
            is_wanted: !quiet && std::io::stderr().is_terminal(),
            bytes_total: None,
            bytes: 0,
            requests: 0,
            bar: None,
        }
    }

    /// How long the input is, where that is known.
    pub(crate) fn expect_bytes(&mut self, total: Option<u64>) {
        self.bytes_total = total;
    }

    /// One more request of so many bytes was read.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        self.requests += 1;
        if self.requests.is_multiple_of(STRIDE) {
            self.show();
        }
    }

    /// So many more bytes were read, and so many requests are decided by now.
    pub(crate) fn advance_to(&mut self, bytes: u64, requests: u64) {
        self.bytes += bytes;
        self.requests = requests;
        self.show();
    }

    fn show(&mut self) {
        if !self.is_wanted {
            return;
        }
        let took = self.started.elapsed();
        if self.bar.is_none() && (self.requests > LONG_REQUESTS || took > LONG) {
            self.bar = Some(bar(self.bytes_total));
        }
        if let Some(bar) = &self.bar {
            let rate = self.requests as f64 / took.as_secs_f64().max(1e-9);
            bar.set_position(self.bytes);
            bar.set_message(format!("{} requests decided, {} a second", grouped(self.requests), grouped(rate as u64)));
        }
    }

    /// Takes the bar off the screen.
    pub(crate) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(bytes_total: Option<u64>) -> ProgressBar {
    let (bar, template) = match bytes_total {
        Some(total) => (ProgressBar::new(total), "{bar:32.green/dim} {percent:>3} %  {msg}, {eta} to go"),
        None => (ProgressBar::new_spinner(), "{spinner:.green} {msg}, {elapsed} so far"),
    };
    // OK because both templates are fixed; the plain bar would do as well.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style.progress_chars("━╸─"))
}

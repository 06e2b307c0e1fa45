//! Referrals: what this service could not settle by itself, and somebody may within a bounded wait.
//!
//! A desk (people, or a system that knows more) looks at what waits and tells facts that were missing. What is told goes into
//! the request, and the request is decided again; nobody overrules a condition. Where nobody told enough in time, the host
//! counts as unreachable, and each rule's `on_unreachable` says what follows.

use dashmap::DashMap;
use poscond::Request;
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What a desk told.
#[derive(Clone, Debug)]
pub enum Told {
    /// Nothing yet.
    Nothing,
    /// These fields of a request.
    Facts(Arc<serde_json::Map<String, serde_json::Value>>),
    /// That it will not get any better.
    GivenUp,
}

#[derive(Debug)]
struct Waiting {
    told: watch::Sender<Told>,
    service_point: String,
    content: [u8; 32],
    since: Instant,
    until: Instant,
    report: Arc<str>,
    /// How many requests wait for it: a retry waits with the first.
    waiters: usize,
}

/// What waits.
#[derive(Debug, Default)]
pub struct Referrals {
    waiting: DashMap<String, Waiting>,
}

/// A referral as a desk sees it.
#[derive(Debug, Serialize)]
pub struct Seen {
    /// The id of the decision that waits.
    pub id: String,
    /// The service point.
    pub service_point: String,
    /// How long it has waited, in ms.
    pub waited_ms: u64,
    /// How long it will wait, in ms.
    pub left_ms: u64,
    /// The decision as it stands, with all its findings.
    pub decision: Box<serde_json::value::RawValue>,
}

impl Referrals {
    /// What waits now, the oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<Seen> {
        let now = Instant::now();
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let seen = |entry: dashmap::mapref::multiple::RefMulti<'_, String, Waiting>| {
            Some(Seen {
                id: entry.key().clone(),
                service_point: entry.service_point.clone(),
                waited_ms: milliseconds(now.saturating_duration_since(entry.since)),
                left_ms: milliseconds(entry.until.saturating_duration_since(now)),
                decision: serde_json::value::RawValue::from_string(entry.report.to_string()).ok()?,
            })
        };
        let mut all: Vec<Seen> = self.waiting.iter().filter_map(seen).collect();
        all.sort_by_key(|seen| std::cmp::Reverse(seen.waited_ms));
        all
    }

    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Tells something of a referral; says whether it was waiting.
    pub fn tell(&self, id: &str, told: Told) -> bool {
        self.waiting.get(id).is_some_and(|waiting| waiting.told.send(told).is_ok())
    }

    /// Waits until something is told, or the time is over. Nothing where something else waits under the same id.
    pub async fn wait(
        self: &Arc<Self>,
        id: &str,
        service_point: &str,
        content: [u8; 32],
        report: Arc<str>,
        until: Instant,
    ) -> Option<Told> {
        let mut listener = {
            let mut entry = self.waiting.entry(id.to_owned()).or_insert_with(|| Waiting {
                told: watch::Sender::new(Told::Nothing),
                service_point: service_point.to_owned(),
                content,
                since: Instant::now(),
                until,
                report: Arc::clone(&report),
                waiters: 0,
            });
            if entry.content != content {
                return None;
            }
            entry.waiters += 1;
            entry.report = report;
            entry.told.subscribe()
        };
        // Also where whoever asked goes away, and this is dropped at the wait.
        let _leave = Leave { referrals: Arc::clone(self), id: id.to_owned() };
        let told = tokio::time::timeout_at(until.into(), listener.changed()).await;
        Some(match told {
            Ok(Ok(())) => listener.borrow().clone(),
            _ => Told::GivenUp,
        })
    }
}

struct Leave {
    referrals: Arc<Referrals>,
    id: String,
}

impl Drop for Leave {
    fn drop(&mut self) {
        if let Some(mut entry) = self.referrals.waiting.get_mut(&self.id) {
            entry.waiters = entry.waiters.saturating_sub(1);
        }
        self.referrals.waiting.remove_if(&self.id, |_, waiting| waiting.waiters == 0);
    }
}

/// The request with these fields in the place of its own. Errs with what is wrong with them.
pub fn with_facts(
    request: &Request,
    facts: &serde_json::Map<String, serde_json::Value>,
) -> Result<Request, serde_path_to_error::Error<serde_json::Error>> {
    let mut form = serde_json::to_value(request).unwrap_or_default();
    if let Some(form) = form.as_object_mut() {
        form.extend(facts.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    serde_path_to_error::deserialize(form)
}

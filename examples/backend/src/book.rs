//! The book: the policy in force, what service points registered, and the plans that the two become. What is uploaded is
//! checked and compiled whole before any of it is kept, and kept before any of it decides.

use crate::ledger::worker::Workers;
use crate::ledger::{KeptPoint, Ledger, StoreError};
use crate::problem::Problem;
use dashmap::DashMap;
use poscond::{Input, Policy, Problems, ServicePoint};
use poscond_cli::text::{Document, Format};
use poscond_wasmtime::{Engine, Plan, Plans};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// A policy and the text that it was read from.
#[derive(Debug)]
pub struct KnownPolicy {
    /// The policy.
    pub model: Policy,
    /// The text, for errors that only a service point brings to light.
    document: Document,
    text: String,
    is_toml: bool,
}

impl KnownPolicy {
    /// Reads a policy.
    pub fn read(text: String, is_toml: bool) -> Result<Self, Problem> {
        let format = if is_toml { Format::Toml } else { Format::Json };
        let document = Document::parse("policy", text.clone(), format).map_err(|error| Problem::of_form(&error))?;
        let model = document.model().map_err(|error| Problem::of_form(&error))?;
        Ok(Self { model, document, text, is_toml })
    }
}

/// A service point and the text that it was read from.
#[derive(Debug)]
pub struct KnownPoint {
    /// What was registered.
    pub model: ServicePoint,
    document: Document,
    text: String,
}

impl KnownPoint {
    /// Reads a service point in JSON.
    pub fn read(text: String) -> Result<Self, Problem> {
        let document =
            Document::parse("service point", text.clone(), Format::Json).map_err(|error| Problem::of_form(&error))?;
        let model = document.model().map_err(|error| Problem::of_form(&error))?;
        Ok(Self { model, document, text })
    }

    /// What is kept beside a plan and told in logs: what decides, without what people and places are called.
    fn form_for_logs(&self) -> String {
        let anonymous = || {
            let mut form: serde_json::Value = serde_json::from_str(&self.text).ok()?;
            form.as_object_mut()?.remove("name");
            without_addresses(&mut form);
            serde_json::to_string(&form).ok()
        };
        anonymous().unwrap_or_default()
    }
}

/// Takes the address out of every place, also those that adjustments grant.
fn without_addresses(form: &mut serde_json::Value) {
    match form {
        serde_json::Value::Object(fields) => {
            if let Some(place) = fields.get_mut("place").and_then(serde_json::Value::as_object_mut) {
                place.remove("address");
            }
            fields.values_mut().for_each(without_addresses);
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(without_addresses),
        _ => {}
    }
}

/// What an upload did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Put {
    /// It is new.
    Created,
    /// It took the place of an older one.
    Replaced,
    /// It is what was there.
    Same,
}

/// The book.
#[derive(Debug)]
pub struct Book {
    engine: Engine,
    plans: Plans,
    policy: RwLock<Option<Arc<KnownPolicy>>>,
    points: DashMap<String, Arc<KnownPoint>>,
    generation: AtomicI64,
    /// How long the engine worked so far, in ns.
    engine_ns: AtomicU64,
    /// One upload at a time.
    uploads: tokio::sync::Mutex<()>,
}

/// A plan that was made and not kept yet.
struct Made {
    point: Arc<KnownPoint>,
    bytes: Vec<u8>,
    plan: Plan,
}

/// What a service knew of what is kept when an upload began.
#[derive(Clone, Copy)]
struct Known {
    generation: i64,
    policy_version: Option<u32>,
}

impl Book {
    /// An empty book.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            plans: Plans::new(engine),
            policy: RwLock::new(None),
            points: DashMap::new(),
            generation: AtomicI64::new(0),
            engine_ns: AtomicU64::new(0),
            uploads: tokio::sync::Mutex::new(()),
        }
    }

    /// The plan that decides for a service point.
    #[must_use]
    pub fn plan_in_force(&self, service_point: &str) -> Option<Plan> {
        self.plans.get(service_point)
    }

    /// How many plans are in force.
    #[must_use]
    pub fn plan_count(&self) -> usize {
        self.plans.len()
    }

    /// The digest of the module that decides.
    #[must_use]
    pub fn module_digest(&self) -> [u8; 32] {
        self.engine.digest()
    }

    /// The module.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Work of the engine, whose time is counted.
    pub fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        let took_ns = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.engine_ns.fetch_add(took_ns, Ordering::Relaxed);
        done
    }

    /// How long the engine worked so far.
    #[must_use]
    pub fn engine_time(&self) -> Duration {
        Duration::from_nanos(self.engine_ns.load(Ordering::Relaxed))
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> Option<Arc<KnownPolicy>> {
        self.policy.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The text of the policy in force, and whether it is TOML.
    #[must_use]
    pub fn policy_text(&self) -> Option<(String, bool)> {
        self.policy().map(|policy| (policy.text.clone(), policy.is_toml))
    }

    /// What a service point registered.
    #[must_use]
    pub fn point(&self, id: &str) -> Option<Arc<KnownPoint>> {
        self.points.get(id).map(|point| Arc::clone(&point))
    }

    /// The text that was uploaded of a service point.
    #[must_use]
    pub fn point_text(&self, id: &str) -> Option<String> {
        self.points.get(id).map(|point| point.text.clone())
    }

    /// What this service knows of what is kept.
    fn known(&self) -> Known {
        Known {
            generation: self.generation.load(Ordering::Acquire),
            policy_version: self.policy().map(|policy| policy.model.version.to()),
        }
    }

    /// Takes in what others, or this service before it was started anew, kept.
    pub fn catch_up(&self, ledger: &mut dyn Ledger) -> Result<usize, StoreError> {
        let known = self.policy().map(|policy| policy.model.version);
        if let Some((version, text, is_toml)) = ledger.policy()?
            && known.is_none_or(|known| known.to::<u32>() < version)
        {
            let policy = KnownPolicy::read(text, is_toml).map_err(|_| StoreError::Unreadable("policy"))?;
            *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(policy));
        }
        let (points, latest) = ledger.points_since(self.generation.load(Ordering::Acquire))?;
        for point in &points {
            let (bytes, _) = ledger.plan(&point.plan)?.ok_or(StoreError::Unreadable("plan"))?;
            let known = KnownPoint::read(point.form.clone()).map_err(|_| StoreError::Unreadable("service point"))?;
            if self.plans.load_for(&point.id, &bytes).is_err() {
                tracing::error!(service_point = point.id, "a kept plan does not open; the old one stays");
                continue;
            }
            self.points.insert(point.id.clone(), Arc::new(known));
        }
        self.generation.fetch_max(latest, Ordering::AcqRel);
        Ok(points.len())
    }

    /// Puts a service point in force: registered, compiled, kept, and then deciding.
    pub async fn put_point(&self, workers: &Workers, id: &str, text: String) -> Result<(Put, Plan), Problem> {
        let _one = self.uploads.lock().await;
        let known = self.known();
        let policy = self.policy().ok_or_else(Problem::no_policy)?;
        let point = Arc::new(KnownPoint::read(text)?);
        if point.model.id.to_string() != id {
            return Err(Problem::other_id(id, &point.model.id.to_string()));
        }
        let before = self.point(id);
        if let Some(before) = &before {
            let (found, in_force) = (point.model.revision.to::<u32>(), before.model.revision.to::<u32>());
            if found == in_force
                && before.text == point.text
                && let Some(plan) = self.plan_in_force(id)
            {
                return Ok((Put::Same, plan));
            }
            if found <= in_force {
                return Err(Problem::old_revision("revision", found, in_force));
            }
        }
        let made = self.make(&policy, &point).map_err(Problem::uploads)?;
        let plan = made.plan.clone();
        self.keep(workers, known, None, vec![made]).await?;
        Ok((if before.is_some() { Put::Replaced } else { Put::Created }, plan))
    }

    /// Puts a policy in force for every service point, or for none. Where `is_trial` is set, says what it would do and keeps nothing.
    pub async fn put_policy(
        self: &Arc<Self>,
        workers: &Workers,
        text: String,
        is_toml: bool,
        is_trial: bool,
    ) -> Result<(Put, u32, usize), Problem> {
        let _one = self.uploads.lock().await;
        let known = self.known();
        let policy = Arc::new(KnownPolicy::read(text, is_toml)?);
        let version = policy.model.version.to::<u32>();
        let before = self.policy();
        if let Some(before) = &before {
            let in_force = before.model.version.to::<u32>();
            if version == in_force && before.text == policy.text {
                return Ok((Put::Same, version, 0));
            }
            if version <= in_force {
                return Err(Problem::old_revision("version", version, in_force));
            }
        }
        let (book, with) = (Arc::clone(self), Arc::clone(&policy));
        let made = tokio::task::spawn_blocking(move || book.make_all(&with))
            .await
            .map_err(|error| Problem::internal(&error))?
            .map_err(Problem::uploads)?;
        let count = made.len();
        if !is_trial {
            self.keep(workers, known, Some(policy), made).await?;
        }
        Ok((if before.is_some() { Put::Replaced } else { Put::Created }, version, count))
    }

    /// Compiles one service point. Errs with all that is wrong, a line each.
    fn make(&self, policy: &KnownPolicy, point: &Arc<KnownPoint>) -> Result<Made, Vec<String>> {
        let bytes = poscond::compile(&policy.model, &point.model).map_err(|Problems(problems)| {
            let line = |problem: &poscond::Problem| {
                let document = if problem.input == Input::Policy { &policy.document } else { &point.document };
                let message = problem.message.clone();
                let located = match &problem.excerpt {
                    Some(excerpt) => document.at_excerpt(&problem.path, excerpt, message),
                    None => document.at(&problem.path, message),
                };
                format!("{}: {located}", point.model.id)
            };
            problems.iter().map(line).collect::<Vec<_>>()
        })?;
        let plan = self.engine.open(&bytes).map_err(|error| vec![format!("{}: {error}", point.model.id)])?;
        Ok(Made { point: Arc::clone(point), bytes, plan })
    }

    /// Compiles every service point, on all cores.
    fn make_all(&self, policy: &KnownPolicy) -> Result<Vec<Made>, Vec<String>> {
        let points: Vec<Arc<KnownPoint>> = self.points.iter().map(|entry| Arc::clone(entry.value())).collect();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let share = points.len().div_ceil(cores).max(1);
        let parts: Vec<Result<Made, Vec<String>>> = std::thread::scope(|scope| {
            let part = |some: &'_ [Arc<KnownPoint>]| {
                let some = some.to_vec();
                scope.spawn(move || some.iter().map(|point| self.make(policy, point)).collect::<Vec<_>>())
            };
            let threads: Vec<_> = points.chunks(share).map(part).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
        });
        let problems: Vec<String> = parts.iter().filter_map(|part| part.as_ref().err()).flatten().cloned().collect();
        if !problems.is_empty() || parts.len() != points.len() {
            return Err(problems);
        }
        Ok(parts.into_iter().filter_map(Result::ok).collect())
    }

    /// Keeps what was made in one transaction, and then lets it decide.
    ///
    /// Errs where another service kept anything since, which what was made does not know of.
    async fn keep(
        &self,
        workers: &Workers,
        known: Known,
        policy: Option<Arc<KnownPolicy>>,
        made: Vec<Made>,
    ) -> Result<(), Problem> {
        let made = Arc::new(made);
        let (all, new) = (Arc::clone(&made), policy.clone());
        let latest = workers
            .submit(vec!["configuration".to_owned()], move |ledger| {
                let in_force = ledger.policy()?.map(|(version, ..)| version);
                if in_force != known.policy_version || !ledger.points_since(known.generation)?.0.is_empty() {
                    return Err(StoreError::Overtaken);
                }
                if let Some(policy) = &new {
                    ledger.put_policy(policy.model.version.to(), &policy.text, policy.is_toml)?;
                }
                for Made { point, bytes, plan } in &*all {
                    ledger.put_plan(plan.digest(), bytes, &point.form_for_logs())?;
                    ledger.put_point(&KeptPoint {
                        id: point.model.id.to_string(),
                        revision: point.model.revision.to(),
                        form: point.text.clone(),
                        plan: *plan.digest(),
                    })?;
                }
                Ok(ledger.points_since(known.generation)?.1)
            })
            .await?;
        self.generation.fetch_max(latest, Ordering::AcqRel);
        if let Some(policy) = policy {
            *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Some(policy);
        }
        for Made { point, bytes, .. } in &*made {
            let id = point.model.id.to_string();
            // OK because uploads come one after another, and each was compared with the one before.
            let _ = self.plans.load_for(&id, bytes);
            self.points.insert(id, Arc::clone(point));
        }
        Ok(())
    }
}

//! The plan in force of each service point.

use crate::bytes;
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::Plan;
use dashmap::DashMap;
use dashmap::mapref::entry::Entry;

/// Plans by the id of their service point: from a handful to millions, each some 3 KiB. Plans are loaded, replaced and
/// dropped while calls run.
#[derive(Debug)]
pub struct Plans {
    engine: Engine,
    in_force: DashMap<Box<str>, Plan>,
}

impl Plans {
    /// None yet.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone(), in_force: DashMap::new() }
    }

    /// Puts a plan in force for the service point that it names, at once for every call that starts from now on. Of the same
    /// revision the later one holds, since a new policy makes another plan of it.
    ///
    /// Errs where it does not open, and with [`Error::Revision`] where a later revision is in force; either changes nothing.
    pub fn load(&self, plan: &[u8]) -> Result<Plan, Error> {
        let (plan, info) = self.engine.open_and_tell(plan, None, 0)?;
        self.put(bytes::text(&info.service_point_id), plan)
    }

    /// The same, for a plan that must be for this service point.
    pub fn load_for(&self, service_point: &str, plan: &[u8]) -> Result<Plan, Error> {
        let plan = self.engine.open_for(plan, Some(service_point), 0)?;
        self.put(service_point.to_owned(), plan)
    }

    fn put(&self, service_point: String, plan: Plan) -> Result<Plan, Error> {
        match self.in_force.entry(service_point.into_boxed_str()) {
            Entry::Occupied(mut place) if place.get().revision() <= plan.revision() => {
                place.insert(plan.clone());
            }
            Entry::Occupied(place) => {
                return Err(Error::Revision {
                    service_point: place.key().to_string(),
                    found: plan.revision(),
                    accepted: place.get().revision(),
                });
            }
            Entry::Vacant(place) => {
                place.insert(plan.clone());
            }
        }
        Ok(plan)
    }

    /// The plan in force.
    #[must_use]
    pub fn get(&self, service_point: &str) -> Option<Plan> {
        self.in_force.get(service_point).map(|plan| plan.clone())
    }

    /// Takes a plan out of force; says whether there was one. Its revision is forgotten with it: whoever loads another must
    /// keep the highest.
    pub fn remove(&self, service_point: &str) -> bool {
        self.in_force.remove(service_point).is_some()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.in_force.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.in_force.is_empty()
    }
}

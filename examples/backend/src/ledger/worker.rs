//! Many transactions made into one: what waits while a transaction is written to the disk goes into the next one together.

use super::{Ledger, Store, StoreError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::oneshot;

/// Most jobs that wait for one connection.
const WAITING_MAX: usize = 4096;

/// Most jobs in one transaction.
const TOGETHER_MAX: usize = 256;

/// What is told once a job is kept.
type Tell = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// What is done in a transaction.
type Work = Box<dyn FnMut(&mut dyn Ledger) -> Result<(), StoreError> + Send>;

/// A job: what it needs to hold still, and what it does. It may be done more than once; only the last time is kept.
struct Job {
    locks: Vec<String>,
    work: Work,
    tell: Tell,
}

/// The writers, one a connection.
#[derive(Clone, Debug)]
pub struct Workers {
    queues: Vec<SyncSender<Job>>,
}

impl Workers {
    /// Starts a thread a connection. Jobs about the same service point go to the same one.
    #[must_use]
    pub fn start(stores: Vec<Box<dyn Store>>, done: impl Fn(usize) + Send + Clone + 'static) -> Self {
        let queue = |store: Box<dyn Store>| {
            let (queue, jobs) = sync_channel(WAITING_MAX);
            let done = done.clone();
            thread::spawn(move || work(store, &jobs, &done));
            queue
        };
        Self { queues: stores.into_iter().map(queue).collect() }
    }

    /// Does a job in a transaction, and gives what it gave once that is on the disk.
    ///
    /// Errs with [`StoreError::Busy`] where too much is waiting, and where the store does; nothing is kept then, but for
    /// [`StoreError::Lost`], of which only a retry can tell.
    pub async fn submit<T: Send + 'static>(
        &self,
        locks: Vec<String>,
        mut work: impl FnMut(&mut dyn Ledger) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        // Of several attempts the last one's.
        let given = Arc::new(Mutex::new(None));
        let take = Arc::clone(&given);
        let mut hasher = DefaultHasher::new();
        locks.first().hash(&mut hasher);
        let at = hasher.finish() % u64::try_from(self.queues.len()).unwrap_or(1).max(1);
        let queue = usize::try_from(at).ok().and_then(|at| self.queues.get(at)).ok_or(StoreError::Lost)?;
        let job = Job {
            locks,
            work: Box::new(move |ledger| {
                let value = work(ledger)?;
                *given.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
                Ok(())
            }),
            tell: Box::new(move |done| {
                let value = take.lock().unwrap_or_else(PoisonError::into_inner).take();
                // OK because whoever asked may have gone.
                let _ = sender.send(done.and_then(|()| value.ok_or(StoreError::Lost)));
            }),
        };
        queue.try_send(job).map_err(|_| StoreError::Busy)?;
        receiver.await.unwrap_or(Err(StoreError::Lost))
    }
}

/// Does jobs until nobody can bring any more.
fn work(mut store: Box<dyn Store>, jobs: &Receiver<Job>, done: &dyn Fn(usize)) {
    while let Ok(first) = jobs.recv() {
        let mut together = vec![first];
        while together.len() < TOGETHER_MAX
            && let Ok(next) = jobs.try_recv()
        {
            together.push(next);
        }
        done(together.len());
        if transact(&mut *store, &mut together).is_ok() {
            together.into_iter().for_each(|job| (job.tell)(Ok(())));
            continue;
        }
        // One of them went wrong, or the store did: each on its own, so that only that one is refused.
        for mut job in together {
            let kept = transact(&mut *store, std::slice::from_mut(&mut job));
            if let Err(error) = &kept {
                tracing::error!(%error, "a transaction failed");
            }
            (job.tell)(kept);
        }
    }
}

fn transact(store: &mut dyn Store, jobs: &mut [Job]) -> Result<(), StoreError> {
    let mut locks: Vec<String> = jobs.iter().flat_map(|job| job.locks.iter().cloned()).collect();
    locks.sort_unstable();
    locks.dedup();
    // A mistake in one job is that job's end, and not everybody's.
    let done = catch_unwind(AssertUnwindSafe(|| {
        store.transact(&mut |ledger| {
            ledger.lock(&locks)?;
            jobs.iter_mut().try_for_each(|job| (job.work)(ledger))
        })
    }));
    done.unwrap_or(Err(StoreError::Lost))
}

//! The module, compiled once, and the instances that calls run in.

use crate::error::Error;
use crate::instance::{Instance, KEYS_MAX, Layout, Turns};
use poscond::PublicKey;
use sha2::{Digest, Sha256};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::thread;
use std::time::Duration;
use wasmtime::{
    Config, InstanceAllocationStrategy, InstancePre, Linker, Module, OptLevel, PoolingAllocationConfig, Store, Trap,
    UpdateDeadline,
};

/// Memory that an instance may grow to, in bytes. What it holds takes a quarter of a MiB, and a plan a few KiB.
const INSTANCE_BYTES_MAX: usize = 8 << 20;

/// A call is looked at after so many parts of the time limit, each time, and ended when it is looked at once more. A call that was
/// only kept from running, on a busy machine, is looked at once for each time that it was, however long that took.
const TURNS: u32 = 4;

/// How the module is hosted.
#[derive(Clone, Debug)]
pub struct Options {
    /// A folder where the compiled module is kept between starts; nothing: it is compiled anew (about a second). A damaged file is
    /// noticed and replaced, but a forged one is run, so nobody but the service may write there.
    pub cache: Option<PathBuf>,
    /// How long a call may run; one that takes longer is ended, within twice this time. Time that it waits for a processor does
    /// not count. A decision takes a microsecond, the foresight of a refusal some 50 ms, a report twice that.
    pub time_limit: Duration,
    /// Most calls at a time; further ones wait for an instance. Each takes a third of a MiB once it was used, and 4 GiB of
    /// addresses from the start. 0 is 1.
    pub instances_max: u32,
    /// The keys of which one must have signed each plan; none: plans need not be signed. At most 4.
    pub keys: Vec<PublicKey>,
}

impl Default for Options {
    /// No cache, 1 s, 64 instances, no keys.
    fn default() -> Self {
        Self { cache: None, time_limit: Duration::from_secs(1), instances_max: 64, keys: Vec::new() }
    }
}

/// The module of poscond, ready to be called from any number of threads. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

struct Shared {
    template: InstancePre<Turns>,
    layout: Layout,
    digest: [u8; 32],
    keys: Vec<PublicKey>,
    /// As many as there may be instances; a thread has one of its own as long as there are enough.
    places: Box<[Place]>,
    serial: AtomicU64,
    traps: AtomicU64,
}

/// Where an instance lives, once a call needed one here. Whoever holds the lock has the instance to itself. Two places share no
/// cache line.
#[repr(align(128))]
struct Place(Mutex<Option<Instance>>);

impl Engine {
    /// Hosts a module: the bytes of the file that `cargo xtask module` makes.
    ///
    /// Errs with [`Error::Module`] where it is none, imports anything, lacks a function, or belongs to another version of the
    /// interface; with [`Error::Trap`] where it does not answer at all; and with [`Error::Keys`] where there are too many keys.
    pub fn new(module: &[u8], options: Options) -> Result<Self, Error> {
        if options.keys.len() > KEYS_MAX {
            return Err(Error::Keys(options.keys.len()));
        }
        let refused = |error: wasmtime::Error| Error::Module(format!("{error:#}"));
        let digest: [u8; 32] = Sha256::digest(module).into();
        let engine = wasmtime::Engine::new(&config(&options)).map_err(refused)?;
        let module = compile(&engine, module, &digest, options.cache.as_deref())?;
        if let Some(import) = module.imports().next() {
            return Err(Error::Module(format!(
                "it imports `{}` of `{}`; accepted: no imports",
                import.name(),
                import.module()
            )));
        }
        let template = Linker::new(&engine).instantiate_pre(&module).map_err(refused)?;
        keep_time(&engine, options.time_limit)?;

        let mut store = store(&engine);
        let instance = template.instantiate(&mut store).map_err(refused)?;
        let (first, layout) = Instance::first(store, instance)?;
        let mut first = Some(first);
        let places = (0..options.instances_max.max(1)).map(|_| Place(Mutex::new(first.take()))).collect();
        Ok(Self(Arc::new(Shared {
            template,
            layout,
            digest,
            keys: options.keys,
            places,
            serial: AtomicU64::new(1),
            traps: AtomicU64::new(0),
        })))
    }

    /// The SHA-256 of the module's bytes, which a log names beside a decision.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.0.digest
    }

    /// How many calls have trapped so far.
    #[must_use]
    pub fn traps(&self) -> u64 {
        self.0.traps.load(Ordering::Relaxed)
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.0.layout
    }

    pub(crate) fn keys(&self) -> &[PublicKey] {
        &self.0.keys
    }

    /// A number that no other opened plan has.
    pub(crate) fn next_serial(&self) -> u64 {
        self.0.serial.fetch_add(1, Ordering::Relaxed)
    }

    /// Makes calls in an instance of their own. An instance with a call that trapped is not used again.
    pub(crate) fn with<T>(&self, calls: impl FnOnce(&mut Instance) -> Result<T, Error>) -> Result<T, Error> {
        let mut place = self.place();
        let instance = match &mut *place {
            Some(instance) => instance,
            empty => empty.insert(self.instantiate()?),
        };
        begin(instance.store());
        let answer = calls(instance);
        if let Err(Error::Trap(_)) = answer {
            *place = None;
            self.0.traps.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }

    /// A place that nobody uses: this thread's own, or else any other, or else its own as soon as it is free.
    fn place(&self) -> MutexGuard<'_, Option<Instance>> {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        thread_local!(static THREAD: usize = THREADS.fetch_add(1, Ordering::Relaxed));
        let places = &self.0.places;
        let own = THREAD.with(|thread| thread % places.len());
        let (others, from_own) = places.split_at(own);
        let free = from_own.iter().chain(others).find_map(Place::lock_if_free);
        free.unwrap_or_else(|| places[own].lock())
    }

    fn instantiate(&self) -> Result<Instance, Error> {
        let mut store = store(self.0.template.module().engine());
        let refused = |error: wasmtime::Error| Error::Module(format!("{error:#}"));
        let instance = self.0.template.instantiate(&mut store).map_err(refused)?;
        Instance::new(store, instance, &self.0.layout)
    }
}

impl Place {
    fn lock_if_free(&self) -> Option<MutexGuard<'_, Option<Instance>>> {
        match self.0.try_lock() {
            Ok(place) => Some(place),
            Err(TryLockError::Poisoned(place)) => Some(self.cleared(place.into_inner())),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instance>> {
        self.0.lock().unwrap_or_else(|place| self.cleared(place.into_inner()))
    }

    /// The place without the instance that a thread left in the middle of its calls when it panicked.
    fn cleared<'a>(&self, mut place: MutexGuard<'a, Option<Instance>>) -> MutexGuard<'a, Option<Instance>> {
        *place = None;
        self.0.clear_poison();
        place
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Engine").field("instances_max", &self.0.places.len()).finish_non_exhaustive()
    }
}

/// A store for an instance whose calls are looked at each time that a part of the time limit is over.
fn store(engine: &wasmtime::Engine) -> Store<Turns> {
    let mut store = Store::new(engine, 0);
    store.epoch_deadline_callback(|mut store| match store.data_mut() {
        0 => Err(Trap::Interrupt.into()),
        left => {
            *left -= 1;
            Ok(UpdateDeadline::Continue(1))
        }
    });
    begin(&mut store);
    store
}

/// Gives calls the whole time limit.
fn begin(store: &mut Store<Turns>) {
    *store.data_mut() = TURNS;
    store.set_epoch_deadline(1);
}

fn config(options: &Options) -> Config {
    let mut pool = PoolingAllocationConfig::default();
    let instances_max = options.instances_max.max(1);
    pool.total_core_instances(instances_max)
        .total_memories(instances_max)
        .total_tables(instances_max)
        .max_memory_size(INSTANCE_BYTES_MAX);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .cranelift_opt_level(OptLevel::Speed)
        .epoch_interruption(true);
    config
}

/// Ends calls that take too long, for as long as the engine lives.
fn keep_time(engine: &wasmtime::Engine, time_limit: Duration) -> Result<(), Error> {
    let engine = engine.weak();
    let tick = (time_limit / TURNS).max(Duration::from_millis(1));
    let ticks = move || {
        loop {
            thread::sleep(tick);
            match engine.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => return,
            }
        }
    };
    let started = thread::Builder::new().name("poscond-time-limit".into()).spawn(ticks);
    started.map(drop).map_err(|error| Error::Module(format!("no thread for its time limit: {error}")))
}

/// The compiled module: from the cache where it is there, else made and kept there.
fn compile(engine: &wasmtime::Engine, module: &[u8], digest: &[u8; 32], cache: Option<&Path>) -> Result<Module, Error> {
    let compiled = || Module::new(engine, module).map_err(|error| Error::Module(format!("{error:#}")));
    let Some(folder) = cache else { return compiled() };
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let path = folder.join(format!("{name}-{:016x}.compiled", hasher.finish()));
    if let Some(module) = kept(engine, &path) {
        return Ok(module);
    }
    let module = compiled()?;
    // A cache that cannot be written costs the next start a second, and no more.
    let _ = module.serialize().map(|bytes| keep(folder, &path, &bytes));
    Ok(module)
}

/// The module in a file of the cache, which starts with the SHA-256 of the rest; nothing where there is none, or a damaged one.
fn kept(engine: &wasmtime::Engine, path: &Path) -> Option<Module> {
    let file = std::fs::read(path).ok()?;
    let (digest, compiled) = file.split_first_chunk::<32>()?;
    if *digest != <[u8; 32]>::from(Sha256::digest(compiled)) {
        return None;
    }
    #[expect(unsafe_code, reason = "the cache is trusted")]
    // SAFETY: these are the bytes that `keep` wrote, as their digest says: what this version of wasmtime made with this
    // configuration, as the name says. Somebody who forges both could write there only against what `Options::cache` asks.
    unsafe { Module::deserialize(engine, compiled) }.ok()
}

/// Writes a file of the cache whole or not at all.
fn keep(folder: &Path, path: &Path, compiled: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&Sha256::digest(compiled))?;
    file.write_all(compiled)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

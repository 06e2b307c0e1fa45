//! The module, compiled once, and the instances that calls run in.

use crate::error::Error;
use crate::instance::{Instance, Layout};
use crossbeam_queue::ArrayQueue;
use poscond::PublicKey;
use sha2::{Digest, Sha256};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;
use wasmtime::{
    Config, InstanceAllocationStrategy, InstancePre, Linker, Module, OptLevel, PoolingAllocationConfig, Store,
};

/// Memory that an instance may grow to, in bytes. What it holds takes a quarter of a MiB, and a plan a few KiB.
const INSTANCE_BYTES_MAX: usize = 8 << 20;

/// How many ticks pass before a call is ended: it may have begun just before one.
const TICKS: u64 = 2;

/// How the module is hosted.
#[derive(Clone, Debug)]
pub struct Options {
    /// A folder where the compiled module is kept between starts; nothing: it is compiled anew (under a second). What is in it is
    /// run, so nobody but the service may write there.
    pub cache: Option<PathBuf>,
    /// How long a call may take; one that takes longer is ended within twice this time. A decision takes under a microsecond.
    pub time_limit: Duration,
    /// Most calls at a time; further ones wait for an instance. Each takes a third of a MiB once it was used.
    pub instances_max: u32,
    /// The keys of which one must have signed each plan; none: plans need not be signed. At most 4.
    pub keys: Vec<PublicKey>,
}

impl Default for Options {
    /// No cache, 100 ms, 64 instances, no keys.
    fn default() -> Self {
        Self { cache: None, time_limit: Duration::from_millis(100), instances_max: 64, keys: Vec::new() }
    }
}

/// The module of poscond, ready to be called from any number of threads. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

struct Shared {
    template: InstancePre<()>,
    layout: Layout,
    digest: [u8; 32],
    keys: Vec<PublicKey>,
    idle: ArrayQueue<Box<Instance>>,
    instances: AtomicU32,
    instances_max: u32,
    serial: AtomicU64,
    traps: AtomicU64,
}

impl Engine {
    /// Hosts a module: the bytes of the file that `cargo xtask module` makes.
    ///
    /// Errs where it imports anything, lacks a function, or belongs to another version of the interface.
    pub fn new(module: &[u8], options: Options) -> Result<Self, Error> {
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
        keep_time(&engine, options.time_limit);

        let mut first = Store::new(&engine, ());
        first.set_epoch_deadline(TICKS);
        let instance = template.instantiate(&mut first).map_err(refused)?;
        let (first, layout) = Instance::first(first, instance)?;
        let instances_max = options.instances_max.max(1);
        let idle = ArrayQueue::new(usize::try_from(instances_max).unwrap_or(usize::MAX));
        // OK because the queue has room for at least one.
        let _ = idle.push(Box::new(first));
        Ok(Self(Arc::new(Shared {
            template,
            layout,
            digest,
            keys: options.keys,
            idle,
            instances: AtomicU32::new(1),
            instances_max,
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
        let mut instance = self.take()?;
        instance.store().set_epoch_deadline(TICKS);
        let answer = calls(&mut instance);
        if let Err(Error::Trap(_)) = answer {
            self.0.traps.fetch_add(1, Ordering::Relaxed);
            drop(instance);
            self.0.instances.fetch_sub(1, Ordering::Release);
        } else {
            // OK because the queue has room for as many as there are.
            let _ = self.0.idle.push(instance);
        }
        answer
    }

    /// An instance that nobody uses: an idle one, or a new one, or, where there are as many as may be, the next that is given back.
    fn take(&self) -> Result<Box<Instance>, Error> {
        loop {
            if let Some(instance) = self.0.idle.pop() {
                return Ok(instance);
            }
            let more = |count: u32| (count < self.0.instances_max).then_some(count + 1);
            if self.0.instances.fetch_update(Ordering::AcqRel, Ordering::Relaxed, more).is_ok() {
                return self.instantiate().inspect_err(|_| {
                    self.0.instances.fetch_sub(1, Ordering::Release);
                });
            }
            // Calls take microseconds.
            thread::yield_now();
        }
    }

    fn instantiate(&self) -> Result<Box<Instance>, Error> {
        let mut store = Store::new(self.0.template.module().engine(), ());
        store.set_epoch_deadline(TICKS);
        let instance = self.0.template.instantiate(&mut store).map_err(|error| Error::Trap(format!("{error:#}")))?;
        Ok(Box::new(Instance::new(store, instance, &self.0.layout)?))
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Engine").field("instances", &self.0.instances).finish_non_exhaustive()
    }
}

fn config(options: &Options) -> Config {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_core_instances(options.instances_max.max(1))
        .total_memories(options.instances_max.max(1))
        .total_tables(options.instances_max.max(1))
        .max_memory_size(INSTANCE_BYTES_MAX)
        .linear_memory_keep_resident(INSTANCE_BYTES_MAX);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .cranelift_opt_level(OptLevel::Speed)
        .epoch_interruption(true);
    config
}

/// Ends calls that take too long, for as long as the engine lives.
fn keep_time(engine: &wasmtime::Engine, time_limit: Duration) {
    let engine = engine.weak();
    let tick = time_limit.max(Duration::from_millis(1));
    thread::spawn(move || {
        loop {
            thread::sleep(tick);
            match engine.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => return,
            }
        }
    });
}

/// The compiled module: from the cache where it is there, else made and kept there.
fn compile(engine: &wasmtime::Engine, module: &[u8], digest: &[u8; 32], cache: Option<&Path>) -> Result<Module, Error> {
    let compiled = || Module::new(engine, module).map_err(|error| Error::Module(format!("{error:#}")));
    let Some(folder) = cache else { return compiled() };
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let path = folder.join(format!("{name}-{:016x}.cwasm", hasher.finish()));
    #[expect(unsafe_code, reason = "the cache is trusted")]
    // SAFETY: `Options::cache` says that nobody else writes there, and what is there was written below: whole, since it was
    // renamed into place, and by this version of wasmtime with this configuration, since its name says so.
    let cached = unsafe { Module::deserialize_file(engine, &path) };
    if let Ok(module) = cached {
        return Ok(module);
    }
    let module = compiled()?;
    // A cache that cannot be written costs the next start a second, and no more.
    let _ = module.serialize().map(|bytes| keep(folder, &path, &bytes));
    Ok(module)
}

/// Writes a file whole or not at all.
fn keep(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

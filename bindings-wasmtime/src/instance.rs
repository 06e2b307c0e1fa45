//! One instance of the module: where things lie in its memory, and the calls.
//!
//! What a host may write lies above `__heap_base`, at the same addresses in every instance. So an open plan, which holds
//! addresses, is opened once and copied into any instance together with its bytes.

use crate::bytes::Integers;
use crate::error::Error;
use poscond::{Decision, Outcome, REPORT_JSON_BYTES_MAX, Request};
use poscond_c::handshake::Abi;
use poscond_c::status::Status;
use wasmtime::{AsContextMut, Extern, Memory, Store, TypedFunc, WasmParams};

/// Requests and decisions that are handed over at a time.
pub(crate) const BATCH: usize = 64;

/// Room for an open plan, in bytes; the plan's own bytes follow it.
pub(crate) const OPEN_BYTES: usize = 192;

/// Room for what a call writes, in bytes: the largest struct is below this.
const OUT_BYTES: usize = 1024;

/// Room for public keys.
pub(crate) const KEYS_MAX: usize = 4;

/// Where things lie in the memory of every instance, as addresses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) abi: Abi,
    pub(crate) out: u32,
    pub(crate) length: u32,
    pub(crate) style: u32,
    pub(crate) keys: u32,
    pub(crate) requests: u32,
    pub(crate) decisions: u32,
    pub(crate) text: u32,
    pub(crate) open: u32,
    pub(crate) plan: u32,
    /// The end of what is there from the first; plans may need more.
    end: u32,
}

/// The bytes of text that fit: a whole report and the zero behind it.
pub(crate) const TEXT_BYTES: usize = REPORT_JSON_BYTES_MAX + 1;

impl Layout {
    fn new(base: u32, abi: Abi) -> Self {
        let mut next = base.next_multiple_of(64);
        let mut place = |bytes: usize| {
            let here = next;
            next += u32::try_from(bytes).unwrap_or(u32::MAX).next_multiple_of(64);
            here
        };
        Self {
            abi,
            out: place(OUT_BYTES),
            length: place(size_of::<u32>()),
            style: place(8),
            keys: place(KEYS_MAX * 32),
            requests: place(BATCH * Request::BYTES),
            decisions: place(BATCH * size_of::<Decision>()),
            text: place(TEXT_BYTES),
            open: place(OPEN_BYTES),
            // Directly behind it, so that both are copied at once.
            plan: place(0),
            end: place(0),
        }
    }
}

macro_rules! functions {
    ($($name:ident: ($($parameter:ty),*),)+) => {
        /// The functions of the module.
        pub(crate) struct Functions {
            $(pub(crate) $name: TypedFunc<($($parameter,)*), i32>,)+
        }

        impl Functions {
            fn find(store: &mut Store<Turns>, instance: &wasmtime::Instance) -> Result<Self, Error> {
                Ok(Self {
                    $($name: instance
                        .get_typed_func(&mut *store, concat!("poscond_", stringify!($name)))
                        .map_err(|error| Error::Module(format!("`poscond_{}`: {error:#}", stringify!($name))))?,)+
                })
            }
        }
    };
}

functions! {
    abi: (u32),
    open: (u32, u32, u32, u32, u32, u32, u32),
    plan_info: (u32, u32),
    plan_counter: (u32, u32, u32),
    request_decode: (u32, u32, u32),
    evaluate: (u32, u32, u32),
    evaluate_batch: (u32, u32, u32, u32, u32),
    finding_count: (u32, u32, u32),
    finding_at: (u32, u32, u32, u32, u32),
    remedies: (u32, u32, u32, u32),
    foresee: (u32, u32, u32),
    disclosed: (u32, u32, u32),
    advice_at: (u32, u32, u32, u32),
    accrue: (u32, u32, u32, u32, u32),
    decision_json: (u32, u32, u32, u32),
    report_json: (u32, u32, u32, u32, u32),
    text_outcome: (u32, u32, u32, u32, u32, u32, u32),
    text_finding: (u32, u32, u32, u32, u32, u32, u32, u32),
    text_remedy: (u32, u32, u32, u32, u32, u32, u32, u32, u32),
    text_advice: (u32, u32, u32, u32, u32, u32, u32),
    text_instant: (u32, u32, i64, u32, u32, u32, u32),
    receipt: (u32, u32, u32, u32, u32, u32),
}

/// How often calls may still be looked at before they are ended.
pub(crate) type Turns = u32;

/// An instance, used by one call at a time.
pub(crate) struct Instance {
    store: Store<Turns>,
    memory: Memory,
    functions: Functions,
    layout: Layout,
    /// The serial number of the plan that lies in its memory; 0: none.
    held: u64,
}

impl Instance {
    /// The first instance of a module, which tells where things may lie.
    pub(crate) fn first(mut store: Store<Turns>, instance: wasmtime::Instance) -> Result<(Self, Layout), Error> {
        let base = match instance.get_export(&mut store, "__heap_base") {
            Some(Extern::Global(global)) => global.get(&mut store).i32().map(i32::cast_unsigned),
            _ => None,
        };
        let base = base.ok_or_else(|| Error::Module("it does not say where its host's memory starts".into()))?;
        // The handshake itself needs a place to write to, which does not depend on what it says.
        let before = Layout::new(base, Abi::default());
        let mut this = Self::new(store, instance, &before)?;
        this.call(|functions| &functions.abi, (before.out,))?;
        let abi = this.read::<Abi>(before.out)?;
        let here = Abi::here();
        // An open plan holds pointers, so that its size is the module's own.
        if (Abi { plan: here.plan, ..abi }) != here || usize::from(abi.plan) > OPEN_BYTES {
            return Err(Error::Module(format!("its handshake says {abi:?}; accepted: {here:?}")));
        }
        let layout = Layout { abi, ..before };
        this.layout = layout;
        Ok((this, layout))
    }

    pub(crate) fn new(mut store: Store<Turns>, instance: wasmtime::Instance, layout: &Layout) -> Result<Self, Error> {
        let memory = instance
            .get_memory(&mut store, "memory")
            .ok_or_else(|| Error::Module("it does not export `memory`".into()))?;
        let functions = Functions::find(&mut store, &instance)?;
        let mut this = Self { store, memory, functions, layout: *layout, held: 0 };
        this.make_room(layout.end, 0).map_err(|_| Error::Module("its memory does not grow".into()))?;
        Ok(this)
    }

    pub(crate) fn store(&mut self) -> &mut Store<Turns> {
        &mut self.store
    }

    /// Grows the memory where so many bytes at an address lie beyond it.
    fn make_room(&mut self, at: u32, bytes: usize) -> Result<(), Error> {
        let needed = usize::try_from(at).unwrap_or(usize::MAX).saturating_add(bytes);
        let missing = needed.saturating_sub(self.memory.data_size(&self.store));
        if missing > 0 {
            let pages = u64::try_from(missing.div_ceil(1 << 16)).unwrap_or(u64::MAX);
            self.memory.grow(&mut self.store, pages).map_err(|_| Error::Refused(Status::PlanLength))?;
        }
        Ok(())
    }

    /// Makes an opened plan the one that lies in memory: its open form and its bytes behind it.
    pub(crate) fn hold(&mut self, serial: u64, image: &[u8]) -> Result<(), Error> {
        if self.held != serial {
            self.held = 0;
            self.make_room(self.layout.open, image.len())?;
            self.write(self.layout.open, image)?;
            self.held = serial;
        }
        Ok(())
    }

    /// Puts the bytes of a plan in their place, to be opened.
    pub(crate) fn write_plan(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.held = 0;
        self.make_room(self.layout.plan, bytes.len())?;
        self.write(self.layout.plan, bytes)
    }

    /// Puts a request into a place of the batch.
    pub(crate) fn write_request(&mut self, place: usize, request: &Request) -> Result<(), Error> {
        let offset = u32::try_from(place * Request::BYTES).unwrap_or(u32::MAX);
        self.write(self.layout.requests.saturating_add(offset), &request.encode())
    }

    /// Reads the request in the first place of the batch.
    pub(crate) fn read_request(&self) -> Result<Request, Error> {
        let bytes = self.slice(self.layout.requests, Request::BYTES)?;
        let request = bytes.first_chunk().and_then(|bytes| Request::from_memory(*bytes).ok());
        request.ok_or_else(|| Error::Trap("a decoded request that is none".into()))
    }

    /// Makes the places of so many decisions "not decided", so that none of an earlier call is taken for an answer.
    pub(crate) fn clear_decisions(&mut self, count: usize) -> Result<(), Error> {
        self.place(self.layout.decisions, count * size_of::<Decision>()).map(|place| place.fill(0))
    }

    /// Reads a decision from a place of the batch.
    pub(crate) fn read_decision(&self, place: usize) -> Result<Decision, Error> {
        let offset = u32::try_from(place * size_of::<Decision>()).unwrap_or(u32::MAX);
        let bytes = self.slice(self.layout.decisions.saturating_add(offset), size_of::<Decision>())?;
        let decision = bytes.first_chunk::<{ size_of::<Decision>() }>().and_then(decision);
        decision.ok_or_else(|| Error::Trap("a decision with no known outcome".into()))
    }

    /// Writes a decision to the first place of the batch.
    pub(crate) fn write_decision(&mut self, decision: &Decision) -> Result<(), Error> {
        let mut bytes = [0; size_of::<Decision>()];
        bytes[..8].copy_from_slice(&decision.failed.to_le_bytes());
        bytes[8..16].copy_from_slice(&decision.unknown.to_le_bytes());
        bytes[16..18].copy_from_slice(&decision.reason.to_le_bytes());
        bytes[18..20].copy_from_slice(&decision.de39);
        bytes[20] = decision.outcome as u8;
        bytes[21] = decision.guards;
        self.write(self.layout.decisions, &bytes)
    }

    pub(crate) fn write(&mut self, at: u32, bytes: &[u8]) -> Result<(), Error> {
        self.place(at, bytes.len()).map(|place| place.copy_from_slice(bytes))
    }

    fn place(&mut self, at: u32, length: usize) -> Result<&mut [u8], Error> {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let memory = self.memory.data_mut(&mut self.store);
        memory.get_mut(at..).and_then(|rest| rest.get_mut(..length)).ok_or_else(outside)
    }

    pub(crate) fn read<T: Integers>(&self, at: u32) -> Result<T, Error> {
        T::read(self.slice(at, size_of::<T>())?).ok_or_else(outside)
    }

    pub(crate) fn slice(&self, at: u32, length: usize) -> Result<&[u8], Error> {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        self.memory.data(&self.store).get(at..).and_then(|rest| rest.get(..length)).ok_or_else(outside)
    }

    /// The text that a call wrote, whose length it told.
    pub(crate) fn text(&self) -> Result<Vec<u8>, Error> {
        let length = usize::try_from(self.read::<u32>(self.layout.length)?).unwrap_or(usize::MAX);
        Ok(self.slice(self.layout.text, length)?.to_vec())
    }

    /// Calls a function; errs with its status where that is not OK.
    pub(crate) fn call<P: WasmParams>(
        &mut self,
        function: impl FnOnce(&Functions) -> &TypedFunc<P, i32>,
        parameters: P,
    ) -> Result<(), Error> {
        let function = function(&self.functions);
        let number = function
            .call(self.store.as_context_mut(), parameters)
            .map_err(|error| Error::Trap(format!("{:#}", error.root_cause())))?;
        if number == Status::Ok as i32 {
            return Ok(());
        }
        match Status::ALL.iter().find(|&&status| status as i32 == number) {
            Some(&status) => Err(Error::Refused(status)),
            None => Err(Error::Trap(format!("status `{number}`, which the interface does not have"))),
        }
    }
}

/// The decision in these bytes; nothing where its outcome is none.
fn decision(bytes: &[u8; size_of::<Decision>()]) -> Option<Decision> {
    let number = |at: usize| bytes[at..].first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    Some(Decision {
        failed: number(0)?,
        unknown: number(8)?,
        reason: u16::from_le_bytes([bytes[16], bytes[17]]),
        de39: [bytes[18], bytes[19]],
        outcome: Outcome::from_u8(bytes[20])?,
        guards: bytes[21],
    })
}

/// Something that lies where the module has no memory: a module that is not what it says.
fn outside() -> Error {
    Error::Trap("an address outside the module's memory".into())
}

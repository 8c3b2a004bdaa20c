//! The policy core for Rust: one file over the C SDK (../c/rah.h, linked as librah_policy.so), and the generated constants.
#![allow(dead_code)]

use std::ffi::{CStr, CString};
use std::os::raw::c_char;

#[path = "../../../policy-assembly/headers/rah_policy.rs"]
pub mod abi;
use abi::*;

#[repr(C)]
struct RawAnswer {
    status: i64,
    detail: i32,
    output_bytes: u32,
    output: *const u8,
}

#[repr(C)]
struct RawPolicy {
    _private: [u8; 0],
}

#[link(name = "rah_policy")]
extern "C" {
    fn rah_open(error: *mut c_char, error_bytes: usize) -> *mut RawPolicy;
    fn rah_close(policy: *mut RawPolicy);
    fn rah_call(
        policy: *mut RawPolicy,
        name: *const c_char,
        args: *const i64,
        arg_count: i32,
        input: *const u8,
        input_bytes: u32,
        answer: *mut RawAnswer,
    ) -> *const c_char;
    fn rah_hash(policy: *mut RawPolicy) -> u64;
}

/// What a call answered: `status` is what the export returned, `detail` the record objected to or -1.
pub struct Answer {
    pub status: i64,
    pub detail: i32,
    pub output: Vec<u8>,
}

/// One pool in one instance of the module. It may move between threads, but not be shared by them.
pub struct Policy(*mut RawPolicy);

unsafe impl Send for Policy {}

impl Drop for Policy {
    fn drop(&mut self) {
        unsafe { rah_close(self.0) }
    }
}

impl Policy {
    /// Checks the version and the record sizes of the library against the constants this program was compiled with.
    pub fn open() -> Result<Policy, String> {
        let mut error = [0u8; 256];
        let raw = unsafe { rah_open(error.as_mut_ptr().cast(), error.len()) };
        if raw.is_null() {
            let end = error.iter().position(|&byte| byte == 0).unwrap_or(0);
            return Err(String::from_utf8_lossy(&error[..end]).into_owned());
        }
        let mut policy = Policy(raw);
        let version = policy.call("rah_abi_version", &[], &[])?.status;
        if version != i64::from(RAH_ABI_VERSION) {
            return Err(format!("a policy library of another version: found ABI version {version}, wanted ABI version {RAH_ABI_VERSION}"));
        }
        for (name, id, wanted) in RAH_RECORDS {
            let found = policy.call("rah_record_bytes", &[i64::from(id)], &[])?.status;
            if found != i64::from(wanted) {
                return Err(format!("a policy library of another layout: found {found} bytes in record {name}, wanted {wanted}"));
            }
        }
        Ok(policy)
    }

    /// Calls an export of the pool family. `args` are those of the export: for a call with input its length in bytes.
    pub fn call(&mut self, name: &str, args: &[i64], input: &[u8]) -> Result<Answer, String> {
        let mut raw = RawAnswer { status: 0, detail: -1, output_bytes: 0, output: std::ptr::null() };
        let symbol = CString::new(name).map_err(|error| format!("{name}: {error}"))?;
        let input_bytes = u32::try_from(input.len()).map_err(|error| format!("{name}: {error}"))?;
        let failed = unsafe {
            rah_call(self.0, symbol.as_ptr(), args.as_ptr(), args.len() as i32, input.as_ptr(), input_bytes, &mut raw)
        };
        if !failed.is_null() {
            return Err(format!("{name}: {}", unsafe { CStr::from_ptr(failed) }.to_string_lossy()));
        }
        // Copied: the next call may move the memory that it lies in.
        let output = unsafe { std::slice::from_raw_parts(raw.output, raw.output_bytes as usize) }.to_vec();
        Ok(Answer { status: raw.status, detail: raw.detail, output })
    }

    /// The state hash.
    pub fn hash(&mut self) -> u64 {
        unsafe { rah_hash(self.0) }
    }

    fn answer(&mut self, name: &str, input: &[u8]) -> Result<Vec<u8>, String> {
        let Answer { status, detail, output } = self.call(name, &[input.len() as i64], input)?;
        if status == i64::from(RAH_STATUS_OK) { Ok(output) } else { Err(format!("{name}: status {status}, record {detail}")) }
    }

    /// Drops the pool that was and begins one: without devices, labels and groups.
    pub fn begin(&mut self, pool: &Pool) -> Result<(), String> {
        let mut input = pool.header();
        for class in pool.classes {
            let mut record = zeroed(RAH_CLASS_BYTES);
            put(&mut record, RAH_CLASS_STEP, &[1; 8]);
            put(&mut record, RAH_CLASS_MAX_UNIT, &[RAH_UNITS_MAX; 8]);
            put(&mut record, RAH_CLASS_RATIO_MILLI, &[1000; 8]);
            put(&mut record, RAH_CLASS_COST, class.cost);
            put(&mut record, RAH_CLASS_DEVICE_STEP, &[1]);
            input.extend(record);
        }
        for zone in pool.zones {
            let mut record = zeroed(RAH_ZONE_BYTES);
            put(&mut record, RAH_ZONE_RACK, &[zone.rack]);
            put(&mut record, RAH_ZONE_POD, &[zone.pod]);
            input.extend(record);
        }
        for host in pool.hosts {
            let mut record = zeroed(RAH_HOST_BYTES);
            put(&mut record, RAH_HOST_ZONE, &[host.zone]);
            put(&mut record, RAH_HOST_LATENCY, &host.latency_ns);
            put(&mut record, RAH_HOST_BANDWIDTH, &host.bandwidth_mbps);
            input.extend(record);
        }
        self.answer("rah_pool_begin", &input).map(drop)
    }

    /// Adds online modules.
    pub fn add(&mut self, modules: &[Module]) -> Result<(), String> {
        let mut input = Vec::new();
        for module in modules {
            let mut record = zeroed(RAH_PM_BYTES);
            put(&mut record, RAH_PM_CLASS, &[module.class]);
            put(&mut record, RAH_PM_ZONE, &[module.zone]);
            put(&mut record, RAH_PM_DOMAIN, &[-1]);
            put(&mut record, RAH_PM_STATE, &[RAH_STATE_ONLINE]);
            put(&mut record, RAH_PM_CAPACITY, module.capacity);
            input.extend(record);
        }
        self.answer("rah_pool_add", &input).map(drop)
    }

    /// Places a request. No parts: nothing fits.
    pub fn place(&mut self, request: &Request) -> Result<Decision, String> {
        let mut record = zeroed(RAH_PR_BYTES);
        put(&mut record, RAH_PR_HOST, &[request.host]);
        put(&mut record, RAH_PR_STRATEGY, &[request.strategy]);
        put(&mut record, RAH_PR_WEIGHT_PROXIMITY, &request.weights);
        put(&mut record, RAH_PR_MAX_DRMS, &[1]);
        put(&mut record, RAH_PR_WAYS, &[1]);
        put(&mut record, RAH_PR_GROUP, &[-1]);
        put(&mut record, RAH_PR_AMOUNT, request.amount);
        let output = self.answer("rah_pool_place", &record)?;
        let part = |index: i32| {
            let at = RAH_DECISION_BYTES + index * RAH_PART_BYTES;
            Part {
                module: get(&output, at + RAH_PART_MODULE),
                proximity: get(&output, at + RAH_PART_PROXIMITY),
                fit: get(&output, at + RAH_PART_FIT),
                cost: get(&output, at + RAH_PART_COST),
                total: get(&output, at + RAH_PART_TOTAL),
            }
        };
        Ok(Decision {
            allocation: get(&output, RAH_DECISION_ALLOCATION) as u32,
            cost: i64::from(get(&output, RAH_DECISION_COST) as u32) | i64::from(get(&output, RAH_DECISION_COST + 4)) << 32,
            parts: (0..get(&output, RAH_DECISION_PARTS)).map(part).collect(),
        })
    }
}

pub struct Dim { pub unit_bytes: i64, pub medium: i32, pub weight: i32, pub scale: i32 }
/// Costs are micros per unit-hour, one for each dimension.
pub struct Class<'a> { pub cost: &'a [i32] }
pub struct Zone { pub rack: i32, pub pod: i32 }
pub struct Host { pub zone: i32, pub latency_ns: [i32; 4], pub bandwidth_mbps: [i32; 4] }
pub struct Module<'a> { pub class: i32, pub zone: i32, pub capacity: &'a [i32] }
pub struct Request<'a> { pub host: i32, pub strategy: i32, pub weights: [i32; 3], pub amount: &'a [i32] }
pub struct Part { pub module: i32, pub proximity: i32, pub fit: i32, pub cost: i32, pub total: i32 }
pub struct Decision { pub allocation: u32, pub cost: i64, pub parts: Vec<Part> }

/// `modules` and `allocations`: room for so many.
pub struct Pool<'a> {
    pub dims: &'a [Dim],
    pub classes: &'a [Class<'a>],
    pub zones: &'a [Zone],
    pub hosts: &'a [Host],
    pub modules: i32,
    pub allocations: i32,
}

impl Pool<'_> {
    fn header(&self) -> Vec<u8> {
        let mut record = zeroed(RAH_POOL_BYTES);
        put(&mut record, RAH_POOL_DIMS, &[self.dims.len() as i32]);
        put(&mut record, RAH_POOL_MODULES, &[self.modules]);
        put(&mut record, RAH_POOL_CLASSES, &[self.classes.len() as i32]);
        put(&mut record, RAH_POOL_ZONES, &[self.zones.len() as i32]);
        put(&mut record, RAH_POOL_HOSTS, &[self.hosts.len() as i32]);
        put(&mut record, RAH_POOL_ALLOCATIONS, &[self.allocations]);
        put(&mut record, RAH_POOL_PARTS, &[self.allocations]);
        put(&mut record, RAH_POOL_DEVICE_SCALE, &[1]);
        for (index, dim) in self.dims.iter().enumerate() {
            let at = RAH_POOL_DIM + index as i32 * RAH_DIM_BYTES;
            put(&mut record, at + RAH_DIM_UNIT_BYTES, &[dim.unit_bytes as i32, (dim.unit_bytes >> 32) as i32]);
            put(&mut record, at + RAH_DIM_MEDIUM, &[dim.medium]);
            put(&mut record, at + RAH_DIM_WEIGHT, &[dim.weight]);
            put(&mut record, at + RAH_DIM_SCALE, &[dim.scale]);
        }
        record
    }
}

fn zeroed(bytes: i32) -> Vec<u8> {
    vec![0; bytes as usize]
}

fn put(record: &mut [u8], offset: i32, values: &[i32]) {
    for (index, value) in values.iter().enumerate() {
        let at = offset as usize + 4 * index;
        record[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
}

fn get(record: &[u8], offset: i32) -> i32 {
    let at = offset as usize;
    i32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]])
}

//! A pool of two dimensions (CPU milli-cores, DRAM in GiB) on three modules; one request from host 0.
mod rah;
use rah::{abi::*, Class, Dim, Host, Module, Policy, Pool, Request, Zone};

fn main() -> Result<(), String> {
    let mut policy = Policy::open()?;
    policy.begin(&Pool {
        dims: &[
            Dim { unit_bytes: 0, medium: RAH_MEDIUM_CPU, weight: 1, scale: 64000 },
            Dim { unit_bytes: 1 << 30, medium: RAH_MEDIUM_DRAM, weight: 1, scale: 512 },
        ],
        classes: &[Class { cost: &[10, 4000] }, Class { cost: &[8, 3000] }],
        zones: &[Zone { rack: 0, pod: 0 }, Zone { rack: 0, pod: 0 }, Zone { rack: 1, pod: 0 }],
        hosts: &[Host { zone: 0, latency_ns: [100, 250, 400, 900], bandwidth_mbps: [63000, 63000, 32000, 8000] }],
        modules: 3,
        allocations: 16,
    })?;
    policy.add(&[
        Module { class: 0, zone: 0, capacity: &[64000, 512] },
        Module { class: 1, zone: 1, capacity: &[32000, 256] },
        Module { class: 1, zone: 2, capacity: &[16000, 128] },
    ])?;
    let request = Request { host: 0, strategy: RAH_STRATEGY_BEST_FIT, weights: [1, 1, 1], amount: &[8000, 64] };
    let decision = policy.place(&request)?;
    for part in &decision.parts {
        println!(
            "module {}: proximity {}, fit {}, cost {}, total {}",
            part.module, part.proximity, part.fit, part.cost, part.total
        );
    }
    println!("allocation {}: {} micros per hour, state hash {}", decision.allocation, decision.cost, policy.hash());
    Ok(())
}

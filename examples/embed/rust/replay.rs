//! replay VECTORS.json: replays golden vectors on the policy core that librah_policy.so holds.
mod json;
mod rah;
use json::Json;
use rah::{abi::RAH_ABI_VERSION, Policy};

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| format!("the vectors: not hexadecimal: {text}"));
    (0..text.len() / 2).map(|index| byte(2 * index)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A decimal number, signed or not, modulo 2^64.
fn wrapped(decimal: &str) -> Result<i64, String> {
    let value: i128 = decimal.parse().map_err(|_| format!("the vectors: not a number: {decimal}"))?;
    Ok(value as i64)
}

/// Two outputs that are not the same, from the byte on where they part: long ones would drown what matters.
fn parting(expected: &[u8], got: &[u8]) -> (String, String, String) {
    let at = expected.iter().zip(got).take_while(|(a, b)| a == b).count();
    let rest = |bytes: &[u8]| if bytes.len() == at { "its end".into() } else { hex(&bytes[at..bytes.len().min(at + 16)]) };
    (format!("output from byte {at}"), rest(expected), rest(got))
}

/// What differs between a step and its expectation: (field, expected, got).
fn difference(policy: &mut Policy, step: &Json) -> Result<Option<(String, String, String)>, String> {
    let args = step.get("args")?.list()?.iter().map(|arg| wrapped(arg.text()?)).collect::<Result<Vec<_>, _>>()?;
    let answer = policy.call(step.get("call")?.text()?, &args, &unhex(step.get("input")?.text()?)?)?;
    let output = unhex(step.get("output")?.text()?)?;
    let (status, detail) = (wrapped(step.get("status")?.text()?)?, step.get("detail")?.number()?);
    if status != answer.status {
        return Ok(Some(("status".into(), status.to_string(), answer.status.to_string())));
    }
    if detail != i64::from(answer.detail) {
        return Ok(Some(("detail".into(), detail.to_string(), answer.detail.to_string())));
    }
    if output != answer.output {
        return Ok(Some(parting(&output, &answer.output)));
    }
    let (expected, got) = (step.get("hash")?.text()?, policy.hash().to_string());
    Ok(if expected == got { None } else { Some(("hash".into(), expected.into(), got)) })
}

fn replay(path: &str) -> Result<usize, String> {
    let vectors = json::parse(&std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?)?;
    let version = vectors.get("abi_version")?.number()?;
    if version != i64::from(RAH_ABI_VERSION) {
        return Err(format!("vectors of another version: found ABI version {version}, wanted {RAH_ABI_VERSION}"));
    }
    let (mut steps, mut differences) = (0, 0);
    for sequence in vectors.get("sequences")?.list()? {
        let mut policy = Policy::open()?;
        for (index, step) in sequence.get("steps")?.list()?.iter().enumerate() {
            steps += 1;
            if let Some((field, expected, got)) = difference(&mut policy, step)? {
                if differences == 0 {
                    let (name, call) = (sequence.get("name")?.text()?, step.get("call")?.text()?);
                    eprintln!("first difference: {name}, step {index}, {call}: {field}: expected {expected}, got {got}");
                }
                differences += 1;
            }
        }
    }
    if steps == 0 {
        return Err("the vectors hold no steps".into());
    }
    println!("{steps} steps, {differences} differences");
    Ok(differences)
}

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let differences = replay(&path).unwrap_or_else(|error| {
        eprintln!("{error}");
        1
    });
    std::process::exit((differences > 0).into());
}

"""replay.py LIBRARY VECTORS.json: replays golden vectors on the policy core that the library holds."""

import json
import sys

from rah import Policy, PolicyLibraryError, abi


def parting(expected, got):
    """Two outputs that are not the same, from the byte on where they part: long ones would drown what matters."""
    at = next(index for index in range(len(expected) + 1) if expected[index : index + 1] != got[index : index + 1])
    return f"output from byte {at}", expected[at : at + 16].hex() or "its end", got[at : at + 16].hex() or "its end"


def difference(policy, step):
    """What differs between a step and its expectation: (field, expected, got), or None."""
    args = [int(arg) for arg in step["args"]]
    status, detail, output = policy.call(step["call"], args, bytes.fromhex(step["input"]))
    expected = bytes.fromhex(step["output"])
    if int(step["status"]) % 2**64 != status % 2**64:
        return "status", step["status"], status
    if step["detail"] != detail:
        return "detail", step["detail"], detail
    if expected != output:
        return parting(expected, output)
    state = policy.hash()
    return None if int(step["hash"]) == state else ("hash", step["hash"], state)


def vectors_of(path):
    try:
        with open(path, encoding="utf-8") as file:
            vectors = json.load(file)
        if not all(isinstance(sequence["steps"], list) for sequence in vectors["sequences"]):
            raise TypeError("steps are no list")
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")
    except (ValueError, RecursionError) as error:
        sys.exit(f"{path}: this is not JSON: {error}")
    except (KeyError, TypeError):
        sys.exit(f"{path}: these are not pool vectors: found no sequences of steps in them")
    return vectors


def replay(library, path):
    vectors = vectors_of(path)
    if vectors.get("abi_version") != abi.RAH_ABI_VERSION:
        sys.exit(f"vectors of another version: found {vectors.get('abi_version')}, wanted {abi.RAH_ABI_VERSION}")
    steps = differences = 0
    for sequence in vectors["sequences"]:
        policy = Policy(library)
        for index, step in enumerate(sequence["steps"]):
            steps += 1
            found = difference(policy, step)
            if found and differences == 0:
                where = f"{sequence['name']}, step {index}, {step['call']}"
                print(f"first difference: {where}: {found[0]}: expected {found[1]}, got {found[2]}", file=sys.stderr)
            differences += found is not None
    if steps == 0:
        sys.exit("the vectors hold no steps")
    print(f"{steps} steps, {differences} differences")
    return 1 if differences else 0


if len(sys.argv) != 3:
    sys.exit("usage: replay.py LIBRARY VECTORS.json")
try:
    sys.exit(replay(sys.argv[1], sys.argv[2]))
except PolicyLibraryError as error:
    sys.exit(str(error))

/** Moving a part to another module: it is taken there while the source is still held. */
import {
  STATUS_BAD_ALLOCATION, STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_NOT_FIT, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import {
  PART_BYTES, RELOCATE_ALLOCATION, RELOCATE_BYTES, RELOCATE_MODULE, RELOCATE_PART, REQUEST_DISTINCT_DOMAINS,
} from "../../abi/pool.ts";
import { input } from "../input.ts";
import { moduleOf, ownerOf, partAt, partCountOf, setDevices, setModule, shareOf, typeOf } from "./allocations.ts";
import { domainOf, hasModule } from "./columns.ts";
import { wantPart } from "./demand.ts";
import { openFilter, passes } from "./filter.ts";
import { findPart } from "./handles.ts";
import { holdPart, letPartGo } from "./holdings.ts";
import { reserveOutput } from "./output.ts";
import { answerPart } from "./part-record.ts";
import { flags, useType } from "./request.ts";
import { chooseDevices } from "./strategy.ts";

/**
 * Makes the part's own request the one under decision and what the part holds the demand, ready for `mayMoveTo`, `best`
 * and `chooseDevices`. `scan`: many modules will be judged. False when memory is exhausted.
 */
export function openMove(part: usize, scan: bool): bool {
  useType(typeOf(ownerOf(part)));
  wantPart(part);
  return openFilter(scan, ownerOf(part));
}

/** Whether another part of the allocation keeps the part off the module: by lying there, or by its failure domain. */
export function clashes(part: usize, module: i32): bool {
  const block = ownerOf(part);
  const domain = (flags & REQUEST_DISTINCT_DOMAINS) != 0 ? domainOf(module) : -1;
  for (let k = 0, count = partCountOf(block); k < count; k++) {
    const other = partAt(block, k);
    // In a question of what would be, a part may be nowhere.
    if (other == part || moduleOf(other) < 0) continue;
    if (moduleOf(other) == module || (domain >= 0 && domainOf(moduleOf(other)) == domain)) return true;
  }
  return false;
}

/** Whether the part may lie on the module by all that its request says; after `openMove`. */
export function mayMoveTo(part: usize, module: i32): bool {
  return module != moduleOf(part) && passes(module) && !clashes(part, module);
}

/** Moves the part to devices of a module that has everything free. Cannot fail. */
export function relocate(part: usize, module: i32, mask: u64): void {
  const share = shareOf(part);
  letPartGo(part);
  setModule(part, module);
  setDevices(part, mask, share);
  holdPart(part);
}

/** Input: RELOCATE. Answers the PART as it is then. */
export function move(bytes: u64): i32 {
  if (bytes != RELOCATE_BYTES) return STATUS_BAD_LENGTH;
  const part = findPart(load<u32>(input(), RELOCATE_ALLOCATION), load<i32>(input(), RELOCATE_PART));
  if (part == 0) return STATUS_BAD_ALLOCATION;
  const module = load<i32>(input(), RELOCATE_MODULE);
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  if (!openMove(part, false) || !reserveOutput(PART_BYTES)) return STATUS_OUT_OF_MEMORY;
  if (!mayMoveTo(part, module)) return STATUS_NOT_FIT;
  relocate(part, module, chooseDevices(module));
  answerPart(part);
  return STATUS_OK;
}

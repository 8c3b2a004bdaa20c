/** Opening and dropping the pool. */
import { STATUS_BAD_LENGTH, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import { allocate } from "../arena.ts";
import { input, inputHolds, rebaseInput } from "../input.ts";
import { closeAllocations, openAllocations } from "./allocations.ts";
import { checkClasses, checkLabels } from "./classes.ts";
import { closeColumns, openColumns } from "./columns.ts";
import { openCosts } from "./costs.ts";
import { resetHeap } from "./heap.ts";
import { resetIndexes } from "./index/reset.ts";
import { openNorms } from "./norms.ts";
import { clearOutput, resetOutput } from "./output.ts";
import { resetPaths } from "./paths.ts";
import { resetProspects } from "./adaptive/prospects.ts";
import { resetShares } from "./adaptive/shares.ts";
import { resetTables } from "./adaptive/tables.ts";
import { resetProfile } from "./profile.ts";
import { resetScratch } from "./scratch.ts";
import { checkShape, closeShape, openShape, shape } from "./shape.ts";
import { resetSlots } from "./slots.ts";
import { checkHosts, checkZones } from "./topology.ts";
import { resetTypes } from "./types.ts";

export function isBegun(): bool {
  return shape != 0;
}

/** Forgets the pool. The arena may be reset then. */
export function dropPool(): void {
  closeShape();
  closeColumns();
  closeAllocations();
  resetSlots();
  resetTypes();
  resetPaths();
  resetProfile();
  resetShares();
  resetProspects();
  resetTables();
  resetScratch();
  resetIndexes();
  resetHeap();
  resetOutput();
}

/** Drops the pool that was and begins the one that the input describes, from `offset` on in `bytes` bytes. */
export function beginPool(offset: usize, bytes: u64): i32 {
  dropPool();
  rebaseInput();
  const status = checkAll(input() + offset, bytes);
  if (status != STATUS_OK) {
    closeShape();
    return status;
  }
  const own = allocate(bytes);
  if (own == 0) {
    closeShape();
    return STATUS_OUT_OF_MEMORY;
  }
  memory.copy(own, input() + offset, <usize>bytes);
  openShape(own, <usize>bytes);
  if (!openColumns() || !openAllocations()) {
    dropPool();
    return STATUS_OUT_OF_MEMORY;
  }
  openNorms();
  openCosts();
  return STATUS_OK;
}

/** Checks the input where it lies. The tables are reached through the shape, which is closed again on failure. */
function checkAll(at: usize, bytes: u64): i32 {
  let status = checkShape(at, bytes);
  if (status != STATUS_OK) return status;
  openShape(at, <usize>bytes);
  status = checkClasses();
  if (status == STATUS_OK) status = checkZones();
  if (status == STATUS_OK) status = checkHosts();
  return status == STATUS_OK ? checkLabels() : status;
}

/** Starts a call that reads `bytes` bytes of input. */
export function startCall(bytes: i32): i32 {
  clearOutput();
  return bytes >= 0 && (bytes == 0 || inputHolds(<u64>bytes)) ? STATUS_OK : STATUS_BAD_LENGTH;
}

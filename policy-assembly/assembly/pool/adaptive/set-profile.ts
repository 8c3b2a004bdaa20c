/** Taking over a profile: its typical part, and the tables that adaptive needs before anything was learned. */
import { STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { checkProfile, dropFreshProfile, openProfile, reserveProfile } from "../profile.ts";
import { reservePressure, workOutPressure } from "./pressure.ts";
import { dropFreshProspects, openProspects, reserveProspects } from "./prospects.ts";
import { dropFreshShares, openShares, reserveShares } from "./shares.ts";
import { openTables, reserveTables } from "./tables.ts";

/** Replaces the profile by `bytes` bytes of entries at `at`. */
export function setProfile(at: usize, bytes: u64): i32 {
  const entries = checkProfile(at, bytes);
  if (entries < 0) return -entries;
  const room = reserveProfile(bytes, entries) && reserveShares(entries) && reserveProspects(entries) && reserveTables() && reservePressure();
  if (!room) {
    dropFreshProfile();
    dropFreshShares();
    dropFreshProspects();
    return STATUS_OUT_OF_MEMORY;
  }
  openProfile(at, bytes, entries);
  openShares();
  openProspects();
  resetToPrior();
  return STATUS_OK;
}

/** The tables as the profile alone gives them, for the modules of now; after room was made for them. */
export function resetToPrior(): void {
  openTables();
  workOutPressure();
}

import { basename, dirname, join, resolve } from 'node:path';
import type { Clock, IdSource } from '../model/clock.ts';
import type { PolicyCore } from '../policy/core.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import type { Liveness } from '../vrm/adoption.ts';
import { Vrm } from '../vrm/vrm.ts';
import type { FabricClient } from './client.ts';
import { InventoryFile, isInstanceAlive, systemClock, systemIds } from './system.ts';

export interface EmbeddedFabricOptions {
  /** The inventory file, YAML or JSON. */
  readonly fabric: string;
  /** Where the store lives; `.rah` beside the fabric file when left out. */
  readonly stateDir?: string;
  /** A policy core for this fabric alone, or what makes one. */
  readonly policy: PolicyCore | (() => PolicyCore);
  readonly clock?: Clock;
  readonly ids?: IdSource;
  /** Whether the process behind a requester's instance still runs. */
  readonly isAlive?: Liveness;
}

/** A fabric without any server: an inventory file, a store file, and this process. */
export async function openEmbeddedFabric(options: EmbeddedFabricOptions): Promise<FabricClient> {
  const fabric = resolve(options.fabric);
  const inventory = new InventoryFile(fabric);
  // A wrong path must not leave an empty store behind.
  inventory.stamp();
  const clock = options.clock ?? systemClock;
  const ids = options.ids ?? systemIds;
  const store = await SqliteStore.open({ file: storeFile(fabric, options.stateDir), clock, ids });
  try {
    const policy = typeof options.policy === 'function' ? options.policy() : options.policy;
    return await Vrm.open({ store, policy, inventory, clock, ids, isAlive: options.isAlive ?? isInstanceAlive });
  } catch (error) {
    await store.close();
    throw error;
  }
}

export function storeFile(fabric: string, stateDir?: string): string {
  const file = resolve(fabric);
  return join(stateDir === undefined ? join(dirname(file), '.rah') : resolve(stateDir), `${basename(file)}.db`);
}

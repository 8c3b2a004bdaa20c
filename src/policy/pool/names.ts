import { LABEL_UNKNOWN, STATUS_BAD_HOST, STATUS_BAD_RECORD } from '../../../policy-assembly/abi/abi.ts';
import { PolicyError } from '../core.ts';
import type { Named, PoolSpec } from './spec.ts';

function indexOf(names: readonly (string | undefined)[], wanted: Named, what: string, status: number): number {
  if (typeof wanted === 'number') return wanted;
  const index = names.indexOf(wanted);
  if (index < 0) {
    const known = names.filter((name) => name !== undefined).join(', ');
    throw new PolicyError(
      status,
      `no ${what} is named "${wanted}"; the named ones are: ${known === '' ? 'none' : known}`,
    );
  }
  return index;
}

/** What the texts of a pool's host stand for: labels, zones, hosts. */
export class PoolNames {
  readonly #labels = new Map<string, number>();
  readonly #zones: readonly (string | undefined)[];
  readonly #hosts: readonly (string | undefined)[];

  constructor(spec: PoolSpec) {
    this.#zones = spec.zones.map((zone) => zone.name);
    this.#hosts = (spec.hosts ?? []).map((host) => host.name);
    for (const label of spec.classes.flatMap((each) => each.labels ?? [])) {
      if (!this.#labels.has(label)) this.#labels.set(label, this.#labels.size);
    }
  }

  /** LABEL_UNKNOWN for a label that no class carries. */
  label(label: string): number {
    return this.#labels.get(label) ?? LABEL_UNKNOWN;
  }

  /** Throws PolicyError for a name that no zone has. */
  zone(zone: Named): number {
    return indexOf(this.#zones, zone, 'zone', STATUS_BAD_RECORD);
  }

  /** Throws PolicyError for a name that no host has. */
  host(host: Named): number {
    return indexOf(this.#hosts, host, 'host', STATUS_BAD_HOST);
  }
}

import { formatPath, listProblems, RahError } from '../errors/rah-error.ts';
import { suggestion } from '../errors/suggestion.ts';
import { hostsThatReachNothing } from './distance.ts';
import type { Drm, Inventory, Link, MediumOffer } from './fabric.ts';
import { readOffer } from './inventory-offer.ts';
import type { InventoryFile } from './inventory-schema.ts';
import { checkShape } from './inventory-shape.ts';
import { type InventorySource, type Position, readSource } from './inventory-source.ts';
import { directlyAttached, withDefaults } from './link-defaults.ts';
import { MEDIA, MEDIUM_NAMES, type Medium, mediaOf } from './medium.ts';

/** Larger than any fabric that fits in memory; smaller than a disk image given by mistake. */
export const MAX_INVENTORY_CHARS = 64 * 1024 * 1024;

/** One mistake in an inventory file. */
export interface InventoryProblem extends Position {
  readonly file: string;
  /** `drms[3].media.dram.capacity`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly allowed: string | null;
}

export interface InventoryReading {
  readonly inventory: Inventory;
  /** Not wrong, but probably not meant. */
  readonly warnings: readonly InventoryProblem[];
  /** Where the value at a path of the file stands. */
  locate(path: readonly (string | number)[]): Position;
}

/** Pure. Throws RahError `inventory_invalid` with all problems in `details.problems`. */
export function parseInventory(text: string, fileName: string): Inventory {
  return readInventory(text, fileName).inventory;
}

export function readInventory(text: string, fileName: string): InventoryReading {
  if (text.length > MAX_INVENTORY_CHARS) {
    const message = `is larger than ${MAX_INVENTORY_CHARS / 1024 ** 2} MiB; this is not an inventory`;
    throw invalidInventory([{ file: fileName, line: 1, column: 1, path: '', message, allowed: null }]);
  }
  if (text.trim() === '') {
    const allowed = 'a mapping that starts with "rah: 1" and has a list "drms"';
    throw invalidInventory([{ file: fileName, line: 1, column: 1, path: '', message: 'is empty', allowed }]);
  }
  const source = readSource(text, fileName);
  if (source.faults.length > 0) {
    throw invalidInventory(
      source.faults.map((fault) => ({ file: fileName, ...fault, path: '', allowed: null }) satisfies InventoryProblem),
    );
  }
  const shape = checkShape(source.value);
  if ('faults' in shape) {
    const problems = shape.faults.map(({ path, at, message, allowed }) => ({
      file: fileName,
      ...source.locate(path, at),
      path: formatPath(path),
      message,
      allowed,
    }));
    throw invalidInventory(problems.sort((a, b) => a.line - b.line || a.column - b.column));
  }
  return new Builder(shape.file, source, fileName).build();
}

/** The error that every broken inventory ends in. */
export function invalidInventory(
  problems: readonly InventoryProblem[],
  code: 'inventory_invalid' | 'inventory_conflict' = 'inventory_invalid',
): RahError {
  return new RahError(code, listProblems(problems.map(formatProblem)), { details: { problems } });
}

/** `fabric.yaml:12:14: drms[3].media.dram.capacity: found "512"; allowed: ...` */
export function formatProblem(problem: InventoryProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}: `;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return `${where}${path}${problem.message}${problem.allowed === null ? '' : `; allowed: ${problem.allowed}`}`;
}

/** Turns what passed the schema into the model, and checks what a schema cannot. */
class Builder {
  readonly #file: InventoryFile;
  readonly #source: InventorySource;
  readonly #fileName: string;
  readonly #problems: InventoryProblem[] = [];
  /** id → where it was first given. Hubs, hosts and DRMs share one space of ids, because links name any of them. */
  readonly #ids = new Map<string, readonly (string | number)[]>();

  constructor(file: InventoryFile, source: InventorySource, fileName: string) {
    this.#file = file;
    this.#source = source;
    this.#fileName = fileName;
  }

  build(): InventoryReading {
    const file = this.#file;
    for (const list of ['hubs', 'hosts', 'drms'] as const) this.#noteIds(list);
    const drms = file.drms.map((_, index) => this.#drm(index));
    const hubs = (file.hubs ?? []).map(({ id }) => ({ id }));
    const hosts = (file.hosts ?? []).map((host) => ({ id: host.id, labels: sorted(host.labels) }));
    let links: readonly Link[] = (file.links ?? []).map((_, index) => this.#link(index));
    if (file.links === undefined) {
      const direct = directlyAttached(
        hosts.map(({ id }) => id),
        drms.map(({ id }) => id),
        (id) => this.#ids.has(id),
      );
      hubs.push(direct.hub);
      links = direct.links;
    }
    if (this.#problems.length > 0) throw invalidInventory(this.#problems);
    const inventory: Inventory = { name: file.name ?? 'fabric', hubs, hosts, drms, links };
    return { inventory, warnings: this.#warnings(inventory), locate: (path) => this.#source.locate(path) };
  }

  #problem(path: readonly (string | number)[], message: string, allowed: string | null): InventoryProblem {
    const position = this.#source.locate(path);
    return { file: this.#fileName, ...position, path: formatPath(path), message, allowed };
  }

  #wrong(path: readonly (string | number)[], message: string, allowed: string | null): void {
    this.#problems.push(this.#problem(path, message, allowed));
  }

  #noteIds(list: 'hubs' | 'hosts' | 'drms'): void {
    for (const [index, { id }] of (this.#file[list] ?? []).entries()) {
      const first = this.#ids.get(id);
      if (first === undefined) {
        this.#ids.set(id, [list, index, 'id']);
        continue;
      }
      const line = this.#source.locate(first).line;
      this.#wrong([list, index, 'id'], `the id "${id}" is already used in line ${line} (${formatPath(first)})`, null);
    }
  }

  #drm(index: number): Drm {
    const drm = this.#file.drms[index] as InventoryFile['drms'][number];
    const media: MediumOffer[] = [];
    for (const medium of MEDIUM_NAMES) {
      const offer = drm.media[medium];
      if (offer === undefined) continue;
      const path = ['drms', index, 'media', medium];
      if (MEDIA[medium].kind !== drm.kind) {
        const allowed = `media of ${drm.kind}: ${mediaOf(drm.kind).join(', ')}`;
        this.#wrong(
          path,
          `${medium} is a medium of ${MEDIA[medium].kind}, but this DRM is of kind ${drm.kind}`,
          allowed,
        );
        continue;
      }
      const read = readOffer(medium as Medium, offer, (key, message, allowed) => {
        this.#wrong([...path, key], message, allowed);
      });
      if (read !== null) media.push(read);
    }
    const state = drm.state ?? 'online';
    return {
      id: drm.id,
      kind: drm.kind,
      media,
      labels: sorted(drm.labels),
      failure_domain: drm.failure_domain ?? drm.id,
      declared_state: state,
      state,
    };
  }

  #link(index: number): Link {
    const link = withDefaults((this.#file.links ?? [])[index] as NonNullable<InventoryFile['links']>[number]);
    for (const end of ['from', 'to'] as const) {
      if (this.#ids.has(link[end])) continue;
      const hint = suggestion(link[end], this.#ids.keys());
      this.#wrong(['links', index, end], `there is no hub, host or DRM "${link[end]}"${hint}`, 'an id of this file');
    }
    if (link.from === link.to) this.#wrong(['links', index, 'to'], 'a link needs two different ends', null);
    return link;
  }

  #warnings(inventory: Inventory): InventoryProblem[] {
    const index = new Map(inventory.hosts.map((host, at) => [host.id, at]));
    return hostsThatReachNothing(inventory).map((id) =>
      this.#problem(['hosts', index.get(id) ?? 0], `the host "${id}" has no path to any DRM`, null),
    );
  }
}

/** Labels with their keys in order: equal label sets become equal records. */
function sorted(labels: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

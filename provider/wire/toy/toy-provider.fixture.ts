/** A small provider on a JSON file, for tests of the plumbing: every rule of the framework shows in it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FunctionArgumentError,
  type FunctionDefinition,
  type ProviderDefinition,
  type ResourceDefinition,
} from '../../framework/definition.ts';
import { formatJson, parseJson } from '../../values/json.ts';
import { path } from '../../values/path.ts';
import { isObjectValue, type ObjectValue, objectValue, UNKNOWN, type Value } from '../../values/value.ts';

/** Things by id, in one file. */
class Shelf {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  all(): Record<string, ObjectValue> {
    return existsSync(this.#file) ? (parseJson(readFileSync(this.#file, 'utf8')) as Record<string, ObjectValue>) : {};
  }

  put(id: string, thing: ObjectValue | null): void {
    const things = this.all();
    if (thing === null) delete things[id];
    else things[id] = thing;
    writeFileSync(this.#file, formatJson(things));
  }
}

/** Parts get their serial from the shelf when they are made. */
function makeParts(planned: Value | undefined): ObjectValue {
  const parts: ObjectValue = objectValue();
  for (const [name, part] of Object.entries(isObjectValue(planned) ? planned : {})) {
    if (!isObjectValue(part)) continue;
    parts[name] = objectValue({ ...part, serial: part.serial === UNKNOWN ? `serial-${name}` : (part.serial ?? null) });
  }
  return parts;
}

const thing: ResourceDefinition<Shelf> = {
  typeName: 'toy_thing',
  schema: {
    version: 1,
    description: 'A thing on the shelf.',
    attributes: {
      id: { type: 'string', computed: true, description: 'Made by the shelf.' },
      name: { type: 'string', required: true, requiresReplace: true, description: 'Its name.' },
      size: {
        type: 'number',
        default: 4,
        unit: 'bytes',
        description: 'How big.',
        validators: [(value) => (typeof value === 'number' && value < 1 ? 'It must be at least 1.' : null)],
      },
      color: { type: 'string', optional: true, allowedValues: ['red', 'blue'], description: 'Its colour.' },
      tags: { type: ['map', 'string'], optional: true, description: 'Free.' },
      labels: { type: ['set', 'string'], optional: true, description: 'Free.' },
      extra: { type: 'dynamic', optional: true, description: 'Anything.' },
      secret: { type: 'string', optional: true, writeOnly: true, sensitive: true, description: 'Never stored.' },
      parts: {
        nested: 'map',
        optional: true,
        description: 'What it is made of.',
        attributes: {
          weight: { type: 'number', required: true, unit: 'g', description: 'How heavy.' },
          grade: { type: 'string', default: 'A', description: 'How good.' },
          serial: { type: 'string', computed: true, description: 'Made by the shelf.' },
        },
      },
      revision: { type: 'number', computed: true, description: 'Grows with every update.' },
      secret_length: { type: 'number', computed: true, description: 'Of the secret.' },
    },
    timeouts: { create: '5s', delete: '5s' },
  },
  validate({ config, diagnostics }) {
    if (config.name === 'forbidden') diagnostics.error(path('name'), 'Forbidden name', 'Choose another.');
  },
  plan({ prior, planned, private: hidden, setPrivate }) {
    if (prior !== null) planned.revision = UNKNOWN;
    setPrivate({ ...hidden, planned: true });
  },
  async create({ client, planned, config, private: hidden, diagnostics, signal, deadline_ms }) {
    if (hidden.planned !== true) throw new Error('the private data of the plan did not arrive');
    if (planned.name === 'crash') throw new Error('the shelf broke');
    if (planned.name === 'slow') {
      try {
        await sleep(60_000, null, { signal });
      } catch {
        diagnostics.error(null, 'Too slow', `Not done within ${deadline_ms} ms.`);
        return null;
      }
    }
    const id = `id-${String(planned.name)}`;
    const length = typeof config.secret === 'string' ? config.secret.length : 0;
    const parts = planned.parts === null ? null : makeParts(planned.parts);
    const state = objectValue({ ...planned, id, parts, revision: 1, secret_length: length });
    delete state.extra;
    client.put(id, { ...state });
    if (planned.name === 'tainted') diagnostics.error(null, 'Half made', 'It exists but is broken.');
    return { state: { ...state, extra: planned.extra ?? null }, private: { made: true } };
  },
  read({ client, state }) {
    const stored = client.all()[String(state.id)];
    return { state: stored === undefined ? null : { ...state, ...stored } };
  },
  update({ client, prior, planned, private: hidden, diagnostics }) {
    if (hidden.made !== true) throw new Error('the private state did not arrive');
    if (planned.color === 'red' && prior.color === 'blue') {
      diagnostics.error(path('color'), 'Cannot repaint', 'Blue things stay blue.');
      return null;
    }
    const parts = planned.parts === null ? null : makeParts(planned.parts);
    const state = objectValue({ ...planned, parts, revision: Number(prior.revision) + 1 });
    const stored = { ...state };
    delete stored.extra;
    client.put(String(prior.id), stored);
    return { state };
  },
  delete({ client, prior }) {
    client.put(String(prior.id), null);
  },
  importState({ client, id }) {
    return client.all()[id] === undefined ? null : { state: objectValue({ id }), private: { made: true } };
  },
  upgrade(_version, raw) {
    return objectValue({ ...raw, name: raw.title ?? raw.name ?? null });
  },
};

const sum: FunctionDefinition = {
  name: 'sum',
  summary: 'Adds.',
  description: 'Adds whole numbers.',
  parameters: [],
  variadic: { name: 'numbers', type: 'number', description: 'What to add.' },
  returnType: 'number',
  call(args) {
    return args.reduce<bigint>((total, arg, index) => {
      if (typeof arg !== 'bigint' && !Number.isInteger(arg))
        throw new FunctionArgumentError(index, 'not a whole number');
      return total + BigInt(arg as bigint | number);
    }, 0n);
  },
};

export const toyProvider: ProviderDefinition<Shelf> = {
  typeName: 'toy',
  schema: {
    description: 'Toys.',
    attributes: { file: { type: 'string', required: true, description: 'Where the shelf is.' } },
  },
  configure({ config, diagnostics }) {
    if (typeof config.file === 'string') return new Shelf(config.file);
    diagnostics.error(path('file'), 'Unknown file', 'The file must be known.');
    return null;
  },
  resources: [thing],
  dataSources: [
    {
      typeName: 'toy_count',
      schema: {
        description: 'Counts things.',
        attributes: {
          prefix: { type: 'string', default: 'id-', description: 'Of the ids.' },
          count_of: { type: 'number', computed: true, description: 'How many.' },
        },
      },
      read({ client, config }) {
        const ids = Object.keys(client.all()).filter((id) => id.startsWith(String(config.prefix)));
        return { count_of: ids.length };
      },
    },
  ],
  functions: [sum],
};

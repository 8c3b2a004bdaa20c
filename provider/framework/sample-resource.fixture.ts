/** A resource with one attribute of every kind, for the tests of this folder. */
import { type ObjectValue, objectValue } from '../values/value.ts';
import type { ProviderDefinition, ResourceDefinition } from './definition.ts';
import { type Host, ProviderSession } from './session.ts';

export type Resource = ResourceDefinition<string>;
export const NO_BYTES = new Uint8Array(0);

export const BASE: Resource = {
  typeName: 't_r',
  schema: {
    version: 2,
    description: 'x',
    timeouts: { create: '1m' },
    attributes: {
      id: { type: 'string', computed: true, description: 'x' },
      name: { type: 'string', required: true, requiresReplace: true, description: 'x' },
      size: { type: 'number', default: 4, description: 'x', validators: [(v) => (v === 13 ? 'unlucky' : null)] },
      mode: { type: 'string', optional: true, computed: true, allowedValues: ['a', 'b'], description: 'x' },
      tags: { type: ['map', 'string'], optional: true, description: 'x' },
      secret: { type: 'string', optional: true, writeOnly: true, description: 'x' },
      parts: {
        nested: 'map',
        optional: true,
        description: 'x',
        attributes: {
          kind: { type: 'string', required: true, requiresReplace: true, description: 'x' },
          grade: { type: 'string', default: 'A', allowedValues: ['A', 'B'], description: 'x' },
          serial: { type: 'string', computed: true, description: 'x' },
        },
      },
      ports: {
        nested: 'set',
        optional: true,
        description: 'x',
        attributes: {
          number: { type: 'number', required: true, description: 'x' },
          note: { type: 'string', computed: true, description: 'x' },
        },
      },
    },
  },
  create: ({ planned }) => ({ state: { ...planned, id: 'new' } }),
  read: ({ state }) => ({ state }),
  update: ({ planned }) => ({ state: planned }),
  delete: () => {},
};

export const logged: string[] = [];
export const host: Host = {
  log: (level, message) => logged.push(`${level} ${message}`),
  after: (delay_ms, callback) => {
    const timer = setTimeout(callback, delay_ms);
    return () => clearTimeout(timer);
  },
};

export async function sessionFor(resource: Partial<Resource> = {}): Promise<ProviderSession<string>> {
  const provider: ProviderDefinition<string> = {
    typeName: 't',
    schema: { description: 'x', attributes: {} },
    configure: () => 'client',
    resources: [{ ...BASE, ...resource }],
    dataSources: [],
    functions: [],
  };
  const session = new ProviderSession(provider, host);
  session.setClient('client');
  return session;
}

export const EMPTY = {
  id: null,
  name: null,
  size: null,
  mode: null,
  tags: null,
  secret: null,
  parts: null,
  ports: null,
  timeouts: null,
};
export const config = (members: ObjectValue): ObjectValue => objectValue({ ...EMPTY, name: 'n', ...members });

import { DRM_STATES, LINK_TYPES } from './fabric.ts';
import { ID_PATTERN, LABEL_KEY_PATTERN, MAX_LABEL_VALUE } from './input-reader.ts';
import { KINDS, MEDIUM_NAMES } from './medium.ts';

/** The format that this version reads: the number behind `rah:`. */
export const INVENTORY_FORMAT = 1;

const id = { type: 'string', pattern: ID_PATTERN.source } as const;
const labels = {
  type: 'object',
  propertyNames: { pattern: LABEL_KEY_PATTERN.source },
  additionalProperties: { type: 'string', maxLength: MAX_LABEL_VALUE },
} as const;

const offer = {
  type: 'object',
  required: ['capacity'],
  additionalProperties: false,
  properties: {
    // Bytes need a unit and are text; devices are counted in whole numbers.
    capacity: { type: ['string', 'number'], description: 'such as 512GiB; compute: the number of whole devices' },
    step: { type: ['string', 'number'], description: 'smallest slice, such as 256MiB; compute: such as 100m' },
    cost_per_unit_hour_micros: { type: 'integer', minimum: 0, maximum: 0xffff_ffff },
  },
} as const;

/** The one description of an inventory file (JSON Schema, draft 7). What it cannot say is checked in inventory-check.ts. */
export const INVENTORY_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'rah inventory',
  type: 'object',
  required: ['rah', 'drms'],
  additionalProperties: false,
  properties: {
    rah: { const: INVENTORY_FORMAT },
    name: { type: 'string', minLength: 1, maxLength: 128 },
    hubs: {
      type: 'array',
      items: { type: 'object', required: ['id'], additionalProperties: false, properties: { id } },
    },
    hosts: {
      type: 'array',
      items: { type: 'object', required: ['id'], additionalProperties: false, properties: { id, labels } },
    },
    drms: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'kind', 'media'],
        additionalProperties: false,
        properties: {
          id,
          kind: { enum: [...KINDS] },
          state: { enum: DRM_STATES.filter((state) => state !== 'removed') },
          labels,
          failure_domain: id,
          media: {
            type: 'object',
            minProperties: 1,
            additionalProperties: false,
            properties: Object.fromEntries(MEDIUM_NAMES.map((medium) => [medium, offer])),
          },
        },
      },
    },
    links: {
      type: 'array',
      items: {
        type: 'object',
        required: ['from', 'to', 'type'],
        additionalProperties: false,
        properties: {
          from: id,
          to: id,
          type: { enum: [...LINK_TYPES] },
          lanes: { type: 'integer', enum: [1, 2, 4, 8, 12, 16, 32] },
          latency_ns: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
          bandwidth_mbps: { type: 'integer', minimum: 1, maximum: 100_000_000 },
        },
      },
    },
  },
} as const;

/** What passes the schema. */
export interface InventoryFile {
  readonly rah: number;
  readonly name?: string;
  readonly hubs?: readonly { readonly id: string }[];
  readonly hosts?: readonly { readonly id: string; readonly labels?: Readonly<Record<string, string>> }[];
  readonly drms: readonly DrmFile[];
  readonly links?: readonly LinkFile[];
}

export interface DrmFile {
  readonly id: string;
  readonly kind: 'compute' | 'memory' | 'storage';
  readonly state?: Exclude<(typeof DRM_STATES)[number], 'removed'>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly failure_domain?: string;
  readonly media: Readonly<Record<string, OfferFile>>;
}

export interface OfferFile {
  readonly capacity: string | number;
  readonly step?: string | number;
  readonly cost_per_unit_hour_micros?: number;
}

export interface LinkFile {
  readonly from: string;
  readonly to: string;
  readonly type: (typeof LINK_TYPES)[number];
  readonly lanes?: number;
  readonly latency_ns?: number;
  readonly bandwidth_mbps?: number;
}

import { describe, expect, test } from 'vitest';
import { path } from '../values/path.ts';
import { type ObjectValue, objectValue, UNKNOWN } from '../values/value.ts';
import { applyResourceChange } from './apply-resource-change.ts';
import type { PlanContext } from './definition.ts';
import { importResourceState } from './import-resource-state.ts';
import { planResourceChange } from './plan-resource-change.ts';
import { decodePrivate, encodePrivate } from './private-state.ts';
import { readResource } from './read-resource.ts';
import { BASE, config, EMPTY, host, logged, NO_BYTES, type Resource, sessionFor } from './sample-resource.fixture.ts';
import { ProviderSession } from './session.ts';
import { upgradeResourceState } from './upgrade-resource-state.ts';

const PRIOR = objectValue({ ...EMPTY, id: 'i', name: 'n', size: 4, mode: 'a' });

interface Planned {
  prior?: ObjectValue | null;
  config: ObjectValue;
  /** What core proposes; the config when left out. */
  proposed?: ObjectValue;
  resource?: Partial<Resource>;
  private?: Uint8Array;
}
async function plan(input: Planned): ReturnType<typeof planResourceChange> {
  return planResourceChange(await sessionFor(input.resource), {
    typeName: 't_r',
    prior: input.prior ?? null,
    config: input.config,
    proposed: input.proposed ?? input.config,
    private: input.private ?? NO_BYTES,
  });
}

describe('plan of a create', () => {
  test('computed values are unknown, defaults known, the rest as configured', async () => {
    const { planned, requiresReplace, diagnostics } = await plan({ config: config({ tags: objectValue() }) });
    expect(diagnostics.items).toEqual([]);
    expect(planned).toEqual({ ...EMPTY, id: UNKNOWN, name: 'n', size: 4, mode: UNKNOWN, tags: objectValue() });
    expect(requiresReplace).toEqual([]);
  });
  test('null and empty stay apart', async () => {
    expect((await plan({ config: config({}) })).planned?.tags).toBeNull();
  });
  test('an unknown config value stays unknown, and beats a default', async () => {
    expect((await plan({ config: config({ size: UNKNOWN, parts: UNKNOWN }) })).planned).toMatchObject({
      size: UNKNOWN,
      parts: UNKNOWN,
    });
  });
  test('write-only values never reach the plan', async () => {
    expect((await plan({ config: config({ secret: 'x' }) })).planned?.secret).toBeNull();
  });
  test('computed members of nested objects are unknown', async () => {
    const part = objectValue({ kind: 'k', grade: null, serial: null });
    const port = objectValue({ number: 1, note: null });
    const { planned } = await plan({ config: config({ parts: objectValue({ web: part }), ports: [port] }) });
    expect(planned?.parts).toEqual({ web: { kind: 'k', grade: 'A', serial: UNKNOWN } });
    expect(planned?.ports).toEqual([{ number: 1, note: UNKNOWN }]);
  });
  test('the resource refines it, sees what changed, and hands private data on', async () => {
    const seen: boolean[] = [];
    const result = await plan({
      config: config({ tags: objectValue({ a: 'b' }) }),
      resource: {
        plan({ planned, changed, setPrivate }: PlanContext<string>) {
          seen.push(changed('tags'), changed('parts'));
          planned.mode = 'b';
          setPrivate({ revision: 7 });
        },
      },
    });
    expect(seen).toEqual([true, false]);
    expect(result.planned?.mode).toBe('b');
    expect(decodePrivate(result.private)).toEqual({ revision: 7 });
  });
});

describe('plan of a delete', () => {
  const deleted = { typeName: 't_r', prior: PRIOR, proposed: null, config: null, private: encodePrivate({ a: 1 }) };

  test('the resource is told, private data stays, and nothing is planned', async () => {
    const told: unknown[] = [];
    const session = await sessionFor({ planDelete: ({ client, prior }) => void told.push(client, prior.id) });
    const result = await planResourceChange(session, deleted);
    expect(told).toEqual(['client', 'i']);
    expect(result).toMatchObject({ planned: null, requiresReplace: [], diagnostics: { items: [] } });
    expect(decodePrivate(result.private)).toEqual({ a: 1 });
  });

  test('without a client, or a resource that wants to know, it is planned all the same', async () => {
    const session = await sessionFor({ planDelete: () => expect.unreachable() });
    session.setClient(null);
    expect((await planResourceChange(session, deleted)).diagnostics.items).toEqual([]);
    expect((await planResourceChange(await sessionFor(), deleted)).planned).toBeNull();
  });
});

describe('plan of an update', () => {
  test('without a difference the prior comes back exactly, and the resource is not asked', async () => {
    const proposed = objectValue({ ...PRIOR, size: null });
    const refuse = (): never => {
      throw new Error('asked');
    };
    const result = await plan({ prior: PRIOR, config: config({}), proposed, resource: { plan: refuse } });
    expect(result.planned).toBe(PRIOR);
    expect(result.diagnostics.items).toEqual([]);
  });
  test('a resource may ask to be asked always', async () => {
    const result = await plan({
      prior: PRIOR,
      config: config({}),
      proposed: objectValue({ ...PRIOR }),
      resource: {
        planAlways: true,
        plan({ planned }) {
          planned.mode = UNKNOWN;
        },
      },
    });
    expect(result.planned?.mode).toBe(UNKNOWN);
  });
  test('computed values stay as they were unless the resource says otherwise', async () => {
    const proposed = objectValue({ ...PRIOR, tags: objectValue() });
    const result = await plan({ prior: PRIOR, config: config({ tags: objectValue() }), proposed });
    expect(result.planned).toEqual({ ...PRIOR, tags: objectValue() });
  });
  test('a default returns when the config lets go of the attribute', async () => {
    const prior = objectValue({ ...PRIOR, size: 9 });
    expect((await plan({ prior, config: config({}), proposed: prior })).planned?.size).toBe(4);
  });
  test('a new element of a nested map has unknown members, an old one keeps its own', async () => {
    const old = objectValue({ kind: 'k', grade: 'A', serial: 's' });
    const fresh = objectValue({ kind: 'k', grade: 'B', serial: null });
    const prior = objectValue({ ...PRIOR, parts: objectValue({ old }) });
    const wanted = config({
      parts: objectValue({ old: objectValue({ kind: 'k', grade: null, serial: null }), fresh }),
    });
    const proposed = objectValue({ ...prior, parts: objectValue({ old, fresh }) });
    expect((await plan({ prior, config: wanted, proposed })).planned?.parts).toEqual({
      old,
      fresh: { kind: 'k', grade: 'B', serial: UNKNOWN },
    });
  });
  test('an element of a set whose computed member is null stays the same element', async () => {
    const port = objectValue({ number: 1, note: null });
    const prior = objectValue({ ...PRIOR, ports: [port] });
    expect(
      (await plan({ prior, config: config({ ports: [port] }), proposed: objectValue({ ...prior }) })).planned,
    ).toBe(prior);
  });
  test('replacement: marked attributes that differ, nested ones with their path, and nothing else', async () => {
    const part = (kind: string): ObjectValue => objectValue({ kind, grade: 'A', serial: 's' });
    const prior = objectValue({ ...PRIOR, parts: objectValue({ a: part('x'), b: part('y') }) });
    const proposed = objectValue({ ...prior, name: 'other', parts: objectValue({ a: part('x'), b: part('z') }) });
    expect((await plan({ prior, config: proposed, proposed })).requiresReplace).toEqual([
      path('name'),
      path('parts', { key: 'b' }, 'kind'),
    ]);
  });
  test('replacement asked by the resource counts only where something differs', async () => {
    const proposed = objectValue({ ...PRIOR, mode: 'b' });
    const result = await plan({
      prior: PRIOR,
      config: config({ mode: 'b' }),
      proposed,
      resource: {
        plan({ requireReplace }) {
          requireReplace(path('mode'));
          requireReplace(path('size'));
          requireReplace(path('nowhere', 3));
        },
      },
    });
    expect(result.requiresReplace).toEqual([path('mode')]);
  });
  test('without an update every difference replaces', async () => {
    const { update: _update, ...rest } = BASE;
    const session = new ProviderSession({ ...(await sessionFor()).provider, resources: [rest] }, host);
    const proposed = objectValue({ ...PRIOR, mode: 'b' });
    const input = { typeName: 't_r', prior: PRIOR, config: proposed, proposed, private: NO_BYTES };
    expect((await planResourceChange(session, input)).requiresReplace).toEqual([path('mode')]);
  });
  test('a destroy passes', async () => {
    const session = await sessionFor();
    const input = { typeName: 't_r', prior: PRIOR, proposed: null, config: null, private: NO_BYTES };
    expect((await planResourceChange(session, input)).planned).toBeNull();
  });
});

describe('apply', () => {
  const apply = async (
    resource: Partial<Resource>,
    prior: ObjectValue | null,
    planned: ObjectValue | null,
  ): ReturnType<typeof applyResourceChange> =>
    applyResourceChange(await sessionFor(resource), {
      typeName: 't_r',
      prior,
      planned,
      config: planned,
      private: encodePrivate({ p: 1 }),
    });
  const broken = (): never => {
    throw new Error('disk on fire');
  };

  test('a create that fails with a state keeps the state', async () => {
    const create: Resource['create'] = ({ diagnostics, planned }) => {
      diagnostics.error(null, 'half', 'half');
      return { state: { ...planned, id: 'x' } };
    };
    const result = await apply({ create }, null, PRIOR);
    expect(result.state?.id).toBe('x');
    expect(result.diagnostics.hasErrors()).toBe(true);
  });
  test('a create that leaves something unknown is reported and still recorded', async () => {
    const result = await apply(
      { create: ({ planned }) => ({ state: planned }) },
      null,
      objectValue({ ...PRIOR, id: UNKNOWN }),
    );
    expect(result.state).toMatchObject({ id: null, name: 'n' });
    expect(result.diagnostics.items[0]?.detail).toContain('id');
  });
  test('an exception is one diagnostic with advice and no stack; the stack is in the log', async () => {
    const result = await apply({ update: broken }, PRIOR, objectValue({ ...PRIOR, mode: 'b' }));
    expect(result.state).toBe(PRIOR);
    expect(result.diagnostics.items).toHaveLength(1);
    expect(result.diagnostics.items[0]?.detail).toMatch(/updating t_r: disk on fire[\s\S]*TF_LOG=debug/);
    expect(result.diagnostics.items[0]?.detail).not.toContain('at ');
    expect(logged.at(-1)).toContain('debug internal error');
  });
  test('a failed delete keeps the resource; a good one forgets it', async () => {
    expect((await apply({ delete: broken }, PRIOR, null)).state).toBe(PRIOR);
    expect((await apply({}, PRIOR, null)).state).toBeNull();
  });
  test('private data stays unless replaced, and reaches the handler', async () => {
    const kept = await apply(
      { update: ({ planned, private: p }) => ({ state: { ...planned, mode: String(p.p) } }) },
      PRIOR,
      PRIOR,
    );
    expect(kept.state?.mode).toBe('1');
    expect(decodePrivate(kept.private)).toEqual({ p: 1 });
    const changed = await apply({ update: ({ planned }) => ({ state: planned, private: { q: 2 } }) }, PRIOR, PRIOR);
    expect(decodePrivate(changed.private)).toEqual({ q: 2 });
  });
  test('the deadline comes from the timeouts block and aborts the signal', async () => {
    const create: Resource['create'] = ({ signal, deadline_ms, diagnostics }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          diagnostics.error(null, 'late', String(deadline_ms));
          resolve(null);
        }),
      );
    const result = await apply({ create }, null, objectValue({ ...PRIOR, timeouts: objectValue({ create: '20ms' }) }));
    expect(result.state).toBeNull();
    expect(result.diagnostics.items[0]?.detail).toBe('20');
  });
  test('stop aborts the signal', async () => {
    const session = await sessionFor({
      update: ({ signal, planned }) => ({ state: { ...planned, mode: String(signal.aborted) } }),
    });
    session.stop();
    const input = { typeName: 't_r', prior: PRIOR, planned: PRIOR, config: PRIOR, private: NO_BYTES };
    expect((await applyResourceChange(session, input)).state?.mode).toBe('true');
  });
  test('without a client there is an error, not a crash', async () => {
    const session = await sessionFor();
    session.setClient(null);
    const input = { typeName: 't_r', prior: null, planned: PRIOR, config: PRIOR, private: NO_BYTES };
    expect((await applyResourceChange(session, input)).diagnostics.items[0]?.summary).toBe('Provider not configured');
  });
});

describe('read, import, upgrade', () => {
  test('a resource that is gone has no state; a failed read keeps it', async () => {
    const read = async (handler: Resource['read']): Promise<ObjectValue | null> => {
      const session = await sessionFor({ read: handler });
      return (await readResource(session, { typeName: 't_r', state: PRIOR, private: NO_BYTES })).state;
    };
    expect(await read(() => ({ state: null }))).toBeNull();
    const failing: Resource['read'] = ({ diagnostics }) => {
      diagnostics.error(null, 'x', 'x');
      return { state: null };
    };
    expect(await read(failing)).toBe(PRIOR);
  });
  test('import: unsupported, not found, found', async () => {
    const run = async (resource: Partial<Resource>): ReturnType<typeof importResourceState> =>
      importResourceState(await sessionFor(resource), { typeName: 't_r', id: '1' });
    expect((await run({})).diagnostics.items[0]?.summary).toBe('Import not supported');
    expect((await run({ importState: () => null })).diagnostics.items[0]?.detail).toBe(
      'No t_r with the id "1" exists.',
    );
    expect((await run({ importState: ({ id }) => ({ state: { id } }) })).state?.id).toBe('1');
  });
  test('state of this version is fitted, of an older one upgraded, of a newer one refused', async () => {
    const upgrade = (version: number, raw: ObjectValue): ObjectValue => ({ name: `${String(raw.title)}${version}` });
    const run = async (version: number, json: string | null): ReturnType<typeof upgradeResourceState> =>
      upgradeResourceState(await sessionFor({ upgrade }), { typeName: 't_r', version, json });
    expect((await run(2, '{"size":9007199254740993,"gone":1}')).state).toMatchObject({
      size: 9_007_199_254_740_993n,
      id: null,
    });
    expect((await run(1, '{"title":"x"}')).state?.name).toBe('x1');
    expect((await run(3, '{}')).diagnostics.items[0]?.summary).toBe('State of a newer provider');
    expect((await run(0, null)).diagnostics.items[0]?.summary).toBe('State too old');
    expect((await run(2, '{"size":"big"}')).diagnostics.items[0]?.detail).toContain('size: expected number');
  });
});

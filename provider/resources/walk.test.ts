import { expect, test } from 'vitest';
import { host } from '../framework/sample-resource.fixture.ts';
import { Traffic } from '../framework/traffic.ts';
import { describeOwner } from './owner.ts';
import { type CommandFacts, Walk, type WalkObject } from './walk.ts';

const COMMAND: CommandFacts = { replacing: false, refreshing: true, parallelism: 10, applying: false };

function walk(command: Partial<CommandFacts> = {}): Walk {
  return new Walk(new Traffic(host), { ...COMMAND, ...command });
}

function object(key: string, signature = key): WalkObject {
  return { key, allocations: [key], signature };
}

test('what is deleted or replaced is released, what stays is not, what is read and not planned is tainted', () => {
  const heard = walk();
  for (const key of ['stays', 'replaced', 'deleted', 'tainted']) heard.read(object(key));
  heard.planned(object('stays'));
  heard.planned(object('replaced'));
  heard.releases('replaced', ['replaced']);
  heard.releases('deleted', ['deleted']);
  expect(heard.releasedFor('new').sort()).toEqual(['deleted', 'replaced', 'tainted']);
  expect(heard.knows('stays')).toBe(true);
  expect(heard.knows('other')).toBe(false);
});

test('-replace plans a thing as if it stayed, and then anew', () => {
  const asked = walk({ replacing: true });
  asked.read(object('a', 'same'));
  asked.planned(object('a', 'same'));
  expect(asked.releasedFor('same')).toEqual(['a']);
  expect(asked.releasedFor('other')).toEqual([]);
});

test('an object that is planned without having been read is being applied, unless nothing is read', () => {
  const applies = walk();
  applies.planned(object('a'));
  expect(applies.isApplying).toBe(true);
  const plans = walk();
  plans.read(object('a'));
  plans.planned(object('a'));
  expect(plans.isApplying).toBe(false);
  const unread = walk({ refreshing: false });
  unread.planned(object('a'));
  expect(unread.isApplying).toBe(false);
  expect(walk({ applying: true }).isApplying).toBe(true);
});

test('room may come while a change is carried out, and for a moment after', async () => {
  const changing = walk();
  expect(changing.roomMayCome).toBe(false);
  const change = changing.change(() => changing.traffic.pause(10));
  expect(changing.roomMayCome).toBe(true);
  await change;
  expect([changing.roomMayCome, changing.isApplying]).toEqual([true, true]);
  await changing.traffic.pause(1200);
  expect(changing.roomMayCome).toBe(false);
});

test('not all of the calls that Terraform makes at once may wait for others', async () => {
  const narrow = walk({ parallelism: 4 });
  const heard = await Promise.all([1, 2, 3].map(() => narrow.traffic.during(() => narrow.hear())));
  expect(heard).toEqual([true, true, false]);
});

test.each([
  ['/infra', 'in /infra'],
  ['/infra#prod', 'in /infra (workspace "prod")'],
  ['cli', 'with the rah CLI'],
  ['somebody', 'by somebody'],
])('an owner in words: %s', (owner, words) => {
  expect(describeOwner(owner)).toBe(words);
});

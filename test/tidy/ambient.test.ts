import { expect, test } from 'vitest';
import { isGenerated, isTest, sources, withoutComments } from './sources.ts';

/** What may not be reached for out of thin air, and what to use instead. */
const BANS: readonly { what: RegExp; name: string; instead: string; allowed: readonly string[] }[] = [
  {
    what: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bhrtime\b/,
    name: 'ambient time',
    instead: 'take a clock through the constructor (src/fabric/system.ts makes the real one)',
    allowed: ['src/fabric/system.ts', 'provider/wire/', 'src/dev/'],
  },
  {
    what: /\bMath\.random\(|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b/,
    name: 'ambient randomness',
    instead: 'take an id source through the constructor (src/fabric/system.ts makes the real one)',
    allowed: ['src/fabric/system.ts', 'provider/wire/', 'provider/main.ts', 'src/dev/'],
  },
  {
    what: /\bprocess\.(env|cwd|pid|ppid|argv|stdout|stderr|stdin|exit|on|kill)\b/,
    name: 'the process',
    instead: 'pass the value in from the entry point (src/cli, provider/main.ts) or its adapter',
    allowed: [
      'src/fabric/system.ts',
      'src/cli/',
      'src/daemon/',
      'src/dev/',
      'provider/wire/',
      'provider/main.ts',
      'provider/terraform-process.ts',
    ],
  },
  {
    what: /from ['"]node:(fs|fs\/promises|net|http|http2|https|tls|child_process|worker_threads|os|dgram|readline)['"]/,
    name: 'input and output',
    instead: 'take an adapter through the constructor',
    allowed: [
      'src/fabric/system.ts',
      'src/store/state-directory.ts',
      'src/store/sqlite-store.ts',
      'src/policy/module-bytes.ts',
      'src/cli/',
      'src/dev/',
      'provider/wire/',
      'provider/main.ts',
      'provider/terraform-process.ts',
    ],
  },
  {
    what: /\bsetTimeout\(|\bsetInterval\(|node:timers/,
    name: 'ambient timers',
    instead: 'take a sleep function through the constructor (src/fabric/system.ts makes the real one)',
    allowed: ['src/fabric/system.ts', 'provider/wire/', 'src/cli/', 'src/dev/'],
  },
  {
    what: /node:sqlite/,
    name: 'node:sqlite',
    instead: 'use the Store interface (src/store/store.ts): DatabaseSync will be renamed and must stay in one file',
    allowed: ['src/store/sqlite-store.ts'],
  },
  {
    what: /\bWebAssembly\./,
    name: 'WebAssembly',
    instead: 'use the PolicyCore interface (src/policy/core.ts)',
    allowed: ['src/policy/wasm', 'src/dev/bench/policy/'],
  },
  {
    what: /\bconsole\./,
    name: 'console',
    instead: 'write to the stream given to you; the provider logs through provider/wire (stdout is the handshake)',
    allowed: ['src/dev/'],
  },
];

const code = sources()
  .filter((source) => !isTest(source.path) && !isGenerated(source.path) && !source.path.startsWith('policy-assembly/'))
  .map((source) => ({ path: source.path, text: withoutComments(source.text) }));

test.each(BANS)('$name only in named adapters', ({ what, instead, allowed }) => {
  const wrong = code
    .filter((source) => !allowed.some((prefix) => source.path.startsWith(prefix)))
    .flatMap((source) =>
      source.text
        .split('\n')
        .flatMap((line, index) => (what.test(line) ? [`${source.path}:${index + 1}: ${instead}`] : [])),
    );
  expect(wrong).toEqual([]);
});

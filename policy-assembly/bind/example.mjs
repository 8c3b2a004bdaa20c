import { readFileSync } from 'node:fs';
import { Pool } from './pool.mjs';

const wasm = readFileSync(new URL('../../dist/rah-policy-bind.wasm', import.meta.url));

// Two dimensions: cores in milli, memory in MiB. Two kinds of module, told apart by labels.
const pool = await Pool.load(wasm, {
  dims: [{ scale: 64_000 }, { scale: 262_144 }],
  classes: [{ labels: ['gpu=T4', 'tier=gold'] }, { labels: ['gpu=A10'] }],
  modules: 4,
  devices: 2,
});
pool.addModules({
  classes: [0, 0, 1, 1],
  devices: [2, 2, 2, 2],
  units: [64_000, 262_144, 32_000, 131_072, 64_000, 262_144, 16_000, 65_536],
});

const wish = { amounts: [8_000, 32_768], devices: 1, share: 500, labels: ['gpu=T4|gpu=A10', '!tier=gold'] };
const show = (line) => process.stdout.write(`${line}\n`);
show(pool.explain({ ...wish, strategy: 'best-fit' }));
const placed = pool.place({ ...wish, strategy: 'best-fit' });
show(`module ${placed.module}, device ${placed.devices}, free now: ${pool.free(placed.module).join(', ')}`);
pool.release(placed.allocation);
show(pool.explain({ amounts: [90_000, 0] }));

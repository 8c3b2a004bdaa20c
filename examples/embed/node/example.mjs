// node example.mjs
import { readFile } from 'node:fs/promises';
import { example } from '../javascript/example.mjs';
import { moduleFile, Policy } from '../javascript/rah-policy.mjs';

const policy = await Policy.load(await readFile(new URL(`../../../dist/${moduleFile()}`, import.meta.url)));
for (const line of example(policy)) console.log(line);

// bun example.mjs
import { example } from '../javascript/example.mjs';
import { moduleFile, Policy } from '../javascript/rah-policy.mjs';

const policy = await Policy.load(await Bun.file(new URL(`../../../dist/${moduleFile()}`, import.meta.url)).bytes());
for (const line of example(policy)) console.log(line);

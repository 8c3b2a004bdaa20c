// deno run --allow-read example.mjs
import { example } from '../javascript/example.mjs';
import { moduleFile, Policy } from '../javascript/rah-policy.mjs';

const policy = await Policy.load(await Deno.readFile(new URL(`../../../dist/${moduleFile()}`, import.meta.url)));
for (const line of example(policy)) console.log(line);

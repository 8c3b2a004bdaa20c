import { readFileSync } from 'node:fs';

/** The core is compiled twice from the same sources; both builds give the same bits. */
export type PolicyBuild = 'plain' | 'simd';

const FILES = { plain: 'rah-policy.wasm', simd: 'rah-policy-simd.wasm' } as const;

/**
 * The compiled policy module. Read from dist/ when the sources run as they are;
 * the bundles that `npm run build` makes carry the bytes inside instead (src/dev/bundle.ts swaps this file).
 */
export function policyModuleBytes(build: PolicyBuild = 'plain'): Uint8Array {
  return readFileSync(new URL(`../../dist/${FILES[build]}`, import.meta.url));
}

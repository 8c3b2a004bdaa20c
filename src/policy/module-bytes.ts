import { readFileSync } from 'node:fs';

/**
 * The compiled policy module. Read from dist/ when the sources run as they are;
 * the bundles that `npm run build` makes carry the bytes inside instead (src/dev/bundle.ts swaps this file).
 */
export function policyModuleBytes(): Uint8Array {
  return readFileSync(new URL('../../dist/rah-policy.wasm', import.meta.url));
}

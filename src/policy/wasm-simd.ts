/** Which build of the policy core this engine can run. */
import type { PolicyBuild } from './module-bytes.ts';

// The smallest module that uses SIMD: one function, `i32.const 0; i8x16.splat; drop`.
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // magic, version
  ...[1, 4, 1, 96, 0, 0], // type 0: () -> ()
  ...[3, 2, 1, 0], // function 0 of type 0
  ...[10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11], // its code
);

interface Validator {
  validate(bytes: Uint8Array): boolean;
}

/** `simd` where WebAssembly.validate accepts SIMD, else `plain`; both answer alike. */
export function bestPolicyBuild(): PolicyBuild {
  const engine = (globalThis as unknown as { readonly WebAssembly: Validator }).WebAssembly;
  return engine.validate(PROBE) ? 'simd' : 'plain';
}

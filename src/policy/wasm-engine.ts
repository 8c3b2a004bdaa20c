/**
 * The few parts of the WebAssembly JavaScript API that the policy host uses. TypeScript declares them only in its `dom`
 * library, which a Node program should not see.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export interface WasmDescriptor {
  readonly name: string;
  readonly kind: string;
}

type WasmModule = object;

interface WasmEngine {
  readonly Module: {
    new (bytes: Uint8Array): WasmModule;
    imports(module: WasmModule): readonly (WasmDescriptor & { readonly module: string })[];
    exports(module: WasmModule): readonly WasmDescriptor[];
  };
  readonly Instance: new (module: WasmModule) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
}

export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmEngine }).WebAssembly;

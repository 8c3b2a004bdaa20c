import type { FabricClient } from '../fabric/client.ts';

export interface FabricChoice {
  readonly fabric: string;
  readonly stateDir: string | undefined;
}

export type WithFabric = <T>(use: (client: FabricClient) => Promise<T>) => Promise<T>;

export type FabricOpener = (choice: FabricChoice) => WithFabric;

/** How long a change may wait for other processes that hold the store. */
export const CHANGE_DEADLINE_MS = 30_000;

/** The composition root of the command line: an embedded fabric with the WebAssembly policy. */
export const fabricOpener: FabricOpener =
  ({ fabric, stateDir }) =>
  async (use) => {
    const [{ openEmbeddedFabric }, { WasmPolicy }, { policyModuleBytes }] = await Promise.all([
      import('../fabric/embedded.ts'),
      import('../policy/wasm.ts'),
      import('../policy/module-bytes.ts'),
    ]);
    const client = await openEmbeddedFabric({
      fabric,
      ...(stateDir === undefined ? {} : { stateDir }),
      policy: () => WasmPolicy.fromBytes(policyModuleBytes()),
    });
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  };

/** The provider `rah`: wires resources to the embedded fabric. A composition root; importing it starts nothing. */
import { resolve } from 'node:path';
import { isRahError } from '../src/errors/rah-error.ts';
import type { FabricClient } from '../src/fabric/client.ts';
import type { PolicyCore } from '../src/policy/core.ts';
import { drms } from './data-sources/drms/drms.ts';
import { placement } from './data-sources/placement/placement.ts';
import type { ConfigureContext, Ending, ProviderDefinition } from './framework/definition.ts';
import { place, type WhatIf } from './functions/place/place.ts';
import { allocation } from './resources/allocation/allocation.ts';
import { composition } from './resources/composition/composition.ts';
import { diagnose } from './resources/diagnose.ts';
import type { Session } from './resources/session.ts';
import { Walk } from './resources/walk.ts';
import { systemProcessFacts } from './terraform-process.ts';
import { localState, planRun, terraformCommand } from './terraform-run.ts';
import { path } from './values/path.ts';
import { UNKNOWN, type Value } from './values/value.ts';

const DEFAULT_FABRIC = 'fabric.yaml';

export const providerDefinition: ProviderDefinition<Session> = {
  typeName: 'rah',
  schema: {
    description:
      'Composes disaggregated hardware: asks for slices of compute, memory and storage modules, shows in the plan where ' +
      'each would land and why, and gives exactly that at apply. Needs no server: the fabric is an inventory file, and ' +
      'what is allocated is kept in a directory beside it.',
    attributes: {
      fabric: {
        type: 'string',
        optional: true,
        description: `Inventory file, YAML or JSON, relative to the directory that Terraform runs in. Default: the environment variable \`RAH_FABRIC\`, else \`${DEFAULT_FABRIC}\`.`,
      },
      state_dir: {
        type: 'string',
        optional: true,
        description:
          'Directory for the record of what is allocated, relative to the directory that Terraform runs in. Default: ' +
          '`.rah` beside the inventory file, so that everybody who uses the file shares the record.',
      },
      plan_id: {
        type: 'string',
        optional: true,
        description:
          'Not needed as a rule: previews are told apart by the Terraform process, and saved plans by the time of the ' +
          'plan file. Where that time gets lost because plan files are copied or applied on other machines, set it to ' +
          '`plantimestamp()`, which differs between plans made in different seconds. Not together with the command ' +
          '`terraform import`, which refuses providers whose configuration is not known yet (import blocks work).',
      },
    },
  },
  configure,
  close,
  resources: [allocation, composition],
  dataSources: [drms, placement],
  functions: [place(whatIf)],
};

async function configure({ config, diagnostics, traffic }: ConfigureContext): Promise<Session | null> {
  for (const name of ['fabric', 'state_dir'] as const) {
    if (config[name] !== UNKNOWN) continue;
    diagnostics.error(
      path(name),
      `The provider's ${name} is not known yet`,
      'It depends on something that is known only after apply, but plans need the fabric. Use a value that is known when the plan is made, or apply what it depends on first with -target.',
    );
  }
  if (diagnostics.hasErrors()) return null;
  const processes = systemProcessFacts();
  const file = text(config.fabric) ?? processes.environment('RAH_FABRIC') ?? DEFAULT_FABRIC;
  const stateDir = text(config.state_dir);
  try {
    const { processInstance } = await import('../src/fabric/system.ts');
    const fabric = await openFabric(resolve(processes.cwd, file), stateDir && resolve(processes.cwd, stateDir));
    const problem = await fabric.inventoryProblem();
    if (problem !== null) diagnose(diagnostics, problem, path('fabric'), 'warning');
    const command = terraformCommand(processes);
    const run = planRun(processes, command, text(config.plan_id));
    let looked: Promise<void> | null = null;
    const lookForLost = async (): Promise<void> => {
      const state = localState(processes, command);
      if (state !== null) await fabric.disown(run.owner, (id) => state.includes(`"${id}"`));
    };
    return {
      fabric,
      fabricUid: (await fabric.info()).uid,
      run,
      requester: { owner: run.owner, instance: processInstance() },
      isDestroying: command.destroying,
      lookForLost: () => {
        looked ??= lookForLost();
        return looked;
      },
      walk: new Walk(traffic, { ...command, applying: run.recall !== null }),
    };
  } catch (error) {
    if (!isRahError(error)) throw error;
    diagnose(diagnostics, error, error.code.startsWith('inventory_') ? path('fabric') : path('state_dir'));
    return null;
  }
}

/** Only a Terraform that ended the process in order has had every answer: otherwise the next create may look for them. */
async function close({ fabric, requester, walk }: Session, { orderly }: Ending): Promise<void> {
  try {
    if (orderly && walk.hasMade) await fabric.acknowledgeAll(requester.instance);
  } finally {
    await fabric.close();
  }
}

/** Null where nothing is given, or nothing is known yet: validation runs before plantimestamp() has a value. */
function text(value: Value | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

// Loaded on first use: half of all provider processes only tell the schema or validate.
async function openFabric(fabric: string, stateDir: string | null): Promise<FabricClient> {
  const { openEmbeddedFabric } = await import('../src/fabric/embedded.ts');
  return openEmbeddedFabric({ fabric, ...(stateDir === null ? {} : { stateDir }), policy: await policyFactory() });
}

async function policyFactory(): Promise<() => PolicyCore> {
  const [{ WasmPolicy }, { policyModuleBytes }] = await Promise.all([
    import('../src/policy/wasm.ts'),
    import('../src/policy/module-bytes.ts'),
  ]);
  return () => WasmPolicy.fromBytes(policyModuleBytes());
}

/** What place() answers: the planner on the inventory alone, without any store. */
async function whatIf(inventoryText: string, wanted: Parameters<WhatIf>[1]): ReturnType<WhatIf> {
  const [{ parseInventory }, { placeOnEmpty }] = await Promise.all([
    import('../src/model/inventory.ts'),
    import('../src/planner/what-if.ts'),
  ]);
  const inventory = parseInventory(inventoryText, 'fabric');
  const slices = placeOnEmpty(inventory, wanted, (await policyFactory())());
  return new Map(slices.map(({ key, placement: decided }) => [key, decided]));
}

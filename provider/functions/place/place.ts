import { isRahError, type Problem } from '../../../src/errors/rah-error.ts';
import type { Placement } from '../../../src/model/placement.ts';
import type { WantedSlice } from '../../../src/model/plan.ts';
import { invalidRequest, readRequest } from '../../../src/model/request-input.ts';
import { FunctionArgumentError, type FunctionDefinition } from '../../framework/definition.ts';
import { sentence } from '../../resources/diagnose.ts';
import { DECISION_TYPE } from '../../resources/placement-schema.ts';
import { decisionValues } from '../../resources/placement-values.ts';
import { byKey } from '../../resources/request-map.ts';
import { plain } from '../../resources/request-values.ts';
import { DynamicValue, isObjectValue, UNKNOWN, type Value } from '../../values/value.ts';
import { isWhollyKnown } from '../../values/walk.ts';

/** Places a set jointly on the empty fabric that an inventory text describes. Throws RahError. */
export type WhatIf = (inventoryText: string, wanted: readonly WantedSlice[]) => Promise<ReadonlyMap<string, Placement>>;

const FABRIC = 0;
const REQUESTS = 1;

export function place(whatIf: WhatIf): FunctionDefinition {
  return {
    name: 'place',
    summary: 'Where a set of slices would land on an empty fabric',
    description:
      'Places requests jointly on the empty fabric that an inventory text describes, without touching any fabric: for ' +
      'sizing, for tests, and for comparing inventories. The same arguments give the same answer everywhere.',
    parameters: [
      {
        name: 'fabric',
        type: 'string',
        description: 'Text of an inventory, YAML or JSON: for example `file("fabric.yaml")`.',
      },
      {
        name: 'requests',
        type: 'dynamic',
        description:
          'Map or object of requests by key. Each has the attributes of a request of `rah_composition`; those that are ' +
          'optional there may be left out.',
      },
    ],
    returnType: ['map', DECISION_TYPE],
    async call([fabric, requests]) {
      const map = requests instanceof DynamicValue ? requests.value : requests;
      if (!isWhollyKnown(map)) return UNKNOWN;
      const wanted = readRequests(map);
      try {
        const placements = await whatIf(String(fabric), wanted);
        return byKey([...placements].map(([key, placement]) => [key, decisionValues(placement)]));
      } catch (error) {
        if (!isRahError(error)) throw error;
        const argument = error.code === 'inventory_invalid' ? FABRIC : REQUESTS;
        throw new FunctionArgumentError(argument, `${sentence(error.message)}\n${error.hint}`);
      }
    },
  };
}

function readRequests(map: Value | undefined): WantedSlice[] {
  if (!isObjectValue(map)) {
    throw new FunctionArgumentError(
      REQUESTS,
      'It must be a map or an object of requests, such as { db = { vm = ... } }.',
    );
  }
  const problems: Problem[] = [];
  const wanted: WantedSlice[] = [];
  for (const [key, value] of Object.entries(map)) {
    const request = readRequest(plain(value), [key], problems);
    if (request !== null) wanted.push({ key, request });
  }
  if (problems.length > 0) throw new FunctionArgumentError(REQUESTS, invalidRequest(problems).message);
  if (wanted.length === 0) throw new FunctionArgumentError(REQUESTS, 'It holds no requests. Give at least one.');
  return wanted;
}

import { readFileSync } from 'node:fs';
import { type NodeList, parseNodeList } from '../../simulator/openb/node-list.ts';
import { type PodList, parsePodList } from '../../simulator/openb/pod-list.ts';
import { Failure } from '../failure.ts';

export function readNodeList(file: string): NodeList {
  return parseNodeList(file, textOf(file));
}

export function readPodList(file: string): PodList {
  return parsePodList(file, textOf(file));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('input_invalid', `cannot read ${file}: ${(error as Error).message}`, {
      hint: 'Check the path and its permissions.',
      details: { file },
      cause: error,
    });
  }
}

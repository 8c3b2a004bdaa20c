import { type NodeList, parseNodeList } from '../../simulator/openb/node-list.ts';
import { type PodList, parsePodList } from '../../simulator/openb/pod-list.ts';
import { readInputFile } from '../input-file.ts';

export function readNodeList(file: string): NodeList {
  return parseNodeList(file, textOf(file));
}

export function readPodList(file: string): PodList {
  return parsePodList(file, textOf(file));
}

function textOf(file: string): string {
  return readInputFile(file, { pipe: true }).toString('utf8');
}

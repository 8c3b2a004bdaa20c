import { UNREACHABLE } from '../model/distance.ts';
import type { Explanation } from '../model/placement.ts';
import type { Request } from '../model/request.ts';
import type { Landscape } from './landscape.ts';

const MAX_NAMED = 5;

/** What the modules of the medium offer instead of what the constraints that excluded them ask for: sentences. */
export function whatThereIs(landscape: Landscape, request: Request, explanation: Explanation): string[] {
  const drms = landscape.modules().flatMap(({ drm, offer }) => (offer.medium === request.medium ? [drm] : []));
  const { rejected } = explanation;
  const sentences: string[] = [];
  if ((rejected.labels ?? 0) > 0) {
    for (const [key, value] of Object.entries(request.constraints.labels)) {
      if (drms.some(({ labels }) => labels[key] === value)) continue;
      const values = listed(drms.flatMap(({ labels }) => (Object.hasOwn(labels, key) ? [labels[key] as string] : [])));
      const keys = listed(drms.flatMap(({ labels }) => Object.keys(labels)));
      const instead =
        values !== '' ? `values of ${key} there: ${values}` : `labels there: ${keys === '' ? 'none' : keys}`;
      sentences.push(`No module with ${request.medium} has the label ${key}=${value} (${instead}).`);
    }
  }
  const reaches = drms
    .map(({ id }) => landscape.reach(request.host, id))
    .filter((reach) => reach.latency_ns !== UNREACHABLE);
  if ((rejected.latency ?? 0) > 0 && reaches.length > 0) {
    const nearest = Math.min(...reaches.map(({ latency_ns }) => latency_ns));
    sentences.push(`The nearest is ${nearest} ns from host "${request.host}".`);
  }
  if ((rejected.bandwidth ?? 0) > 0 && reaches.length > 0) {
    const widest = Math.max(...reaches.map(({ bandwidth_mbps }) => bandwidth_mbps));
    sentences.push(`The widest path from host "${request.host}" has ${widest} MB/s.`);
  }
  return sentences;
}

function listed(names: readonly string[]): string {
  const all = [...new Set(names)].sort();
  return all.slice(0, MAX_NAMED).join(', ') + (all.length > MAX_NAMED ? ', ...' : '');
}

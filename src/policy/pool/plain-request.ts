import { STRATEGY_BEST_FIT } from '../../../policy-assembly/abi/pool.ts';
import type { RequestFields } from './fields.ts';

/** A request by best fit that asks for nothing yet and is bound by nothing. */
export const PLAIN_REQUEST: RequestFields = {
  host: -1,
  strategy: STRATEGY_BEST_FIT,
  weight_proximity: 0,
  weight_utilization: 1,
  weight_cost: 0,
  flags: 0,
  max_latency_ns: 0,
  min_bandwidth_mbps: 0,
  max_drms: 1,
  ways: 1,
  granularity: 0,
  group: -1,
  tag: 0,
  devices: 0,
  share: 0,
  levels: 0,
  amount: [],
  clauses: [],
  affinity: [],
  anti: [],
  only: [],
};

import type { RankedDrm, RejectionReason, StageScores } from '../../model/placement.ts';
import { REJECTION_REASONS } from '../../model/placement.ts';
import type { Constraints, Request } from '../../model/request.ts';
import { formatAmount, formatSize } from '../../model/size.ts';
import type { AllocationView, DrmView } from '../../model/view.ts';
import type { CommandDefinition } from '../command.ts';
import { cost, count, latency } from '../quantity.ts';
import { callName, selectAllocation } from '../selection.ts';
import type { Style } from '../style.ts';
import { type Column, printable, renderTable } from '../table.ts';

export const explain: CommandDefinition = {
  name: 'explain',
  summary: 'why an allocation lies where it lies',
  arguments: [{ name: 'allocation', about: 'id, name, or <composition>/<key>' }],
  examples: ['rah explain web-cache', 'rah explain db/memory', 'rah explain db/memory --json'],
  async run({ output, withFabric, args: [words] }) {
    const story = await withFabric(async (client): Promise<Story> => {
      const allocation = await selectAllocation(client, words as string);
      const on = new Set(allocation.placement.segments.map(({ drm }) => drm));
      return { allocation, drms: (await client.drms()).filter(({ id }) => on.has(id)) };
    });
    output.answer(toJson(story), (style) => describe(story, style));
    return 0;
  },
};

interface Story {
  readonly allocation: AllocationView;
  /** The DRMs it lies on, as they are now. */
  readonly drms: readonly DrmView[];
}

const REASONS: Readonly<Record<Exclude<RejectionReason, 'medium'>, string>> = {
  not_listed: 'not among the DRMs asked for',
  state: 'taking no new slices then (state)',
  labels: 'labels other than asked for',
  unreachable: 'no path from the host',
  latency: 'too far away (max_latency_ns)',
  bandwidth: 'on too narrow a path (min_bandwidth_mbps)',
  capacity: 'too little free',
};

/** By how many points of the total the runner-up stayed behind the last of the chosen; null without a runner-up. */
function lostBy({ placement }: AllocationView): number | null {
  const runnerUp = placement.explanation.runner_up;
  return runnerUp === null ? null : placement.score - runnerUp.scores.total;
}

function toJson({ allocation, drms }: Story): unknown {
  const { id, name, composition, key, request, placement, origin, requester, acknowledged, generation } = allocation;
  const { score, cost_per_hour_micros, latency_ns, segments, reason, explanation } = placement;
  return {
    id,
    name,
    composition,
    key,
    request,
    score,
    cost_per_hour_micros,
    latency_ns,
    segments,
    reason,
    explanation,
    runner_up_lost_by: lostBy(allocation),
    history: {
      state: allocation.state,
      lost_reason: allocation.lost_reason,
      generation,
      origin,
      requester,
      acknowledged,
      drm_states: Object.fromEntries(drms.map((drm) => [drm.id, drm.state])),
    },
  };
}

function describe(story: Story, style: Style): string {
  const { allocation } = story;
  const name = callName(allocation);
  const alias = name === allocation.id ? '' : style.faint(` (${allocation.id})`);
  return [
    `${style.strong(printable(name))}${alias}\n`,
    section('request', requestLines(allocation.request), style),
    decisionSections(allocation, style),
    section('result', resultLines(story), style),
    section('history', historyLines(story), style),
  ].join('');
}

function decisionSections(allocation: AllocationView, style: Style): string {
  const { reason, explanation } = allocation.placement;
  const why = section('reason', [reason], style);
  if (explanation.considered === 0) {
    return why + section('filter', ['only the reason was kept: the decision came back from a Terraform plan'], style);
  }
  return [
    why,
    section('filter', filterLines(allocation), style),
    section('scores', [''], style),
    scoreTable(allocation, style),
    section('margin', [marginLine(allocation)], style),
  ].join('');
}

function section(title: string, lines: readonly string[], style: Style): string {
  return lines
    .map((line, i) => `${style.heading((i === 0 ? title : '').padEnd(9))}${printable(line)}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function requestLines(request: Request): string[] {
  const { vm, host, kind, medium, size, weights } = request;
  const constraints = constraintTexts(request.constraints);
  return [
    `${formatSize(size, medium)} of ${medium} (${kind}) for VM ${vm} on host ${host}`,
    constraints.length > 0 ? `where ${constraints.join('; ')}` : 'no constraints',
    `weights: proximity ${weights.proximity}, utilization ${weights.utilization}, cost ${weights.cost}`,
  ];
}

function constraintTexts(constraints: Constraints): string[] {
  const pairs = (labels: Readonly<Record<string, string>>) =>
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ');
  const { labels, not_labels, max_latency_ns, min_bandwidth_mbps, max_drms, interleave_ways, drm_ids } = constraints;
  const texts: string[] = [];
  if (Object.keys(labels).length > 0) texts.push(`labels ${pairs(labels)}`);
  if (Object.keys(not_labels).length > 0) texts.push(`not labels ${pairs(not_labels)}`);
  if (max_latency_ns !== null) texts.push(`at most ${latency(max_latency_ns)} away`);
  if (min_bandwidth_mbps !== null) texts.push(`at least ${min_bandwidth_mbps} MB/s`);
  if (max_drms > 1) texts.push(`over at most ${max_drms} DRMs`);
  if (interleave_ways > 1) {
    texts.push(`interleaved ${interleave_ways} ways, every ${constraints.interleave_granularity_bytes} B`);
  }
  if (drm_ids.length > 0) texts.push(`only on ${drm_ids.join(', ')}`);
  return texts;
}

function filterLines({ placement, request }: AllocationView): string[] {
  const { considered, candidates, rejected, largest_free, largest_free_drm } = placement.explanation;
  // A module of another medium was never in question: to people it was not looked at.
  const offering = count(considered - (rejected.medium ?? 0), 'module');
  const lines = [`${offering} with ${request.medium} looked at, ${count(candidates, 'candidate')} left`];
  for (const reason of REJECTION_REASONS) {
    const n = rejected[reason] ?? 0;
    if (n > 0 && reason !== 'medium') lines.push(`${n} rejected: ${REASONS[reason]}`);
  }
  if (largest_free_drm !== null) {
    const amount = `${formatAmount(largest_free, request.medium)} of ${request.medium}`;
    lines.push(`most still free then: ${amount} on ${largest_free_drm}`);
  }
  return lines;
}

interface ScoreRow extends RankedDrm {
  readonly part: 'chosen' | 'runner-up';
}

function scoreTable({ placement }: AllocationView, style: Style): string {
  const { chosen, runner_up } = placement.explanation;
  const rows: ScoreRow[] = chosen.map((ranked) => ({ ...ranked, part: 'chosen' }));
  if (runner_up !== null) rows.push({ ...runner_up, part: 'runner-up' });
  const stage = (title: string, of: (scores: StageScores) => number): Column<ScoreRow> => ({
    title,
    align: 'right',
    text: ({ scores }) => String(of(scores)),
  });
  return renderTable(
    [
      { title: '', text: (row) => row.part, paint: (row) => (row.part === 'chosen' ? style.good : style.faint) },
      { title: 'DRM', text: (row) => row.drm },
      stage('PROXIMITY', (scores) => scores.proximity),
      stage('UTILIZATION', (scores) => scores.utilization),
      stage('COST', (scores) => scores.cost),
      stage('TOTAL', (scores) => scores.total),
    ],
    rows,
    style,
    '  ',
  );
}

function marginLine(allocation: AllocationView): string {
  const { runner_up } = allocation.placement.explanation;
  const margin = lostBy(allocation);
  if (runner_up === null || margin === null) return 'no runner-up: nothing else would have done';
  if (margin === 0) return `${runner_up.drm} was equal in points: ties go to the first id in order`;
  return `${runner_up.drm} lost by ${margin} of 10000 points`;
}

function resultLines({ allocation }: Story): string[] {
  const { placement, request } = allocation;
  const { segments, cost_per_hour_micros, latency_ns } = placement;
  const parts = segments.map(({ drm, extents }) => {
    const amount = extents.reduce((sum, { length }) => sum + length, 0);
    return `${formatAmount(amount, request.medium)} on ${drm} in ${count(extents.length, 'extent')}`;
  });
  return [...parts, `costs ${cost(cost_per_hour_micros)} per hour, ${latency(latency_ns)} from ${request.host}`];
}

function historyLines({ allocation, drms }: Story): string[] {
  const { state, lost_reason, origin, requester, acknowledged, generation } = allocation;
  const lines = [
    `${state}${lost_reason === null ? '' : ` (${lost_reason})`}, generation ${generation}`,
    `asked for by ${requester.owner}${acknowledged ? '' : '; not read back yet'}`,
  ];
  if (origin !== null) lines.push(`decided by rah_placement ${origin}`);
  for (const drm of drms) {
    if (drm.state !== 'online') lines.push(`${drm.id} is ${drm.state} now`);
  }
  return lines;
}

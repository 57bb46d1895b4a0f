import type { PipelineReading } from '../../core/project/types';
import type { RunRequest } from '../../core/protocol/runner';
import { padEnd, type Style } from '../text/ansi';
import { plural } from '../text/format';

/** What a run would do with one block, and why. */
export interface PlannedStep {
  readonly uuid: string;
  /** `maybe`: it runs when a block above it gives something else than before, which only running that one tells. */
  readonly action: 'run' | 'maybe' | 'keep' | 'read';
  readonly reasons: readonly string[];
}

/** What a request would run, in order. Throws what the planner throws; executes nothing. */
export async function planned(reading: PipelineReading, request: RunRequest): Promise<PlannedStep[]> {
  // loaded only here: a run must start quickly
  const { planRun } = await import('../../core/run/plan');
  const { lookAtFreshness, staleReasonText } = await import('../../core/run/staleness');
  const { pipeline, blocks } = planRun(reading, request);
  const freshness = new Map((await lookAtFreshness(pipeline, request.variables)).map((one) => [one.block.uuid, one]));
  return blocks.map(({ uuid, action }): PlannedStep => {
    const reasons = freshness.get(uuid)?.reasons ?? [];
    const words = reasons.map(staleReasonText);
    if (action === 'reuse') return { uuid, action: 'read', reasons: ['a block that runs reads its stored output'] };
    if (action === 'run')
      return {
        uuid,
        action: 'run',
        reasons: words.length === 0 ? ['although it is up to date: --changed would keep it'] : words,
      };
    if (reasons.length === 0) return { uuid, action: 'keep', reasons: ['is up to date'] };
    return { uuid, action: reasons.every(({ kind }) => kind === 'upstream') ? 'maybe' : 'run', reasons: words };
  });
}

export function planJson(steps: readonly PlannedStep[]): string {
  return `${JSON.stringify({ blocks: steps })}\n`;
}

const WORDS: Readonly<Record<PlannedStep['action'], string>> = {
  run: 'run',
  maybe: 'may run',
  keep: 'keep',
  read: 'read',
};

export function planText(steps: readonly PlannedStep[], style: Style): string {
  const width = Math.max(0, ...steps.map(({ uuid }) => uuid.length));
  const lines = steps.map(({ uuid, action, reasons }) => {
    const word = padEnd(WORDS[action], 7);
    const shown = action === 'run' ? style.accent(word) : action === 'maybe' ? style.warn(word) : style.dim(word);
    return `${shown}  ${padEnd(uuid, width)}  ${style.dim(reasons.join('; '))}`.trimEnd();
  });
  const running = steps.filter(({ action }) => action === 'run').length;
  const maybe = steps.filter(({ action }) => action === 'maybe').length;
  const total = `${plural(running, 'block')} would run${maybe === 0 ? '' : `, ${maybe} more if their inputs change`}`;
  return `${[...lines, '', total].join('\n')}\n`;
}

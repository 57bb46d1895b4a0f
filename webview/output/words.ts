import type { UnmetCondition } from '../../core/protocol/run-events';
import type { BlockName } from '../../core/protocol/webview';
import { plainText } from '../shared/ansi';
import { countOf, formatClock } from '../shared/format';
import { shownName } from '../shared/visible-text';
import type { ShownSubject } from './children/child-subject';

/** What a user can do next about a state. */
export type NextStep =
  | { readonly kind: 'run'; readonly label: string; readonly upstream: boolean }
  /** Goes on with the run: what has completed in it is kept. */
  | { readonly kind: 'retry'; readonly label: string; readonly run: string }
  | { readonly kind: 'show' | 'open'; readonly label: string; readonly block: string };

/** A state in words: what is the case, why, and what to do next. */
export interface Words {
  readonly icon: string;
  readonly title: string;
  readonly text: string;
  readonly steps: readonly NextStep[];
}

/** The words for the state of a block, or of one of its runs. `now` is in milliseconds. */
export function wordsFor(subject: ShownSubject, now: number): Words {
  const name = nameOf(subject);
  switch (subject.status) {
    case 'running':
      return runningWords(subject, name, now);
    case 'pending':
      return subject.child === null
        ? words('clock', `${name} waits for the blocks before it`, 'It starts by itself when they have completed.')
        : words('clock', `${name} has not begun`, 'It runs when its turn comes.');
    case 'completed':
      return completedWords(subject, name);
    case 'reused':
      return words(
        'history',
        `${name} was up to date`,
        'Nothing it depends on has changed since it last ran, and it returned nothing to store then.',
        run('Run it all the same'),
      );
    case 'failed':
      return words(
        'error',
        `${name} failed before it stored an output`,
        subject.child === null
          ? 'The log may say more.'
          : 'When it is mended, retry the run: what has completed is kept.',
        againStep(subject),
      );
    case 'condition_failed':
      return conditionWords(subject, name);
    case 'upstream_failed':
      return upstreamWords(subject, name);
    case 'cancelled':
      return cancelledWords(subject, name);
    case 'interrupted':
      return words(
        'debug-pause',
        `${name} was interrupted`,
        'The process of the run ended before the block did.',
        againStep(subject),
      );
    case null:
      return neverWords(subject, name);
  }
}

/** The words for a block that had no items to run for. */
export function nothingToRunWords(subject: ShownSubject): Words {
  const items = subject.children?.itemsOf ?? [];
  const givers = items.length === 0 ? 'The dynamic block above it' : namesOf(items);
  return words(
    'pass',
    `${nameOf(subject)} had nothing to run`,
    `${givers} gave no items. The block is complete, and what is below it receives an empty list.`,
    ...items.map(showStep),
  );
}

function runningWords({ looksEvery, retry, child }: ShownSubject, name: string, now: number): Words {
  if (retry !== null) {
    const next = `try ${retry.failed + 1}`;
    const why = retry.failure === null ? '' : `Try ${retry.failed} failed: ${sentence(retry.failure.message)}`;
    const wait = retry.nextAt === null ? 0 : (Date.parse(retry.nextAt) - now) / 1000;
    return wait > 0
      ? words('watch', `${name} waits for ${next}`, `${why} The next begins in ${formatClock(Math.ceil(wait))}.`.trim())
      : words('sync', `${name} is running, ${next}`, why);
  }
  if (looksEvery !== null && child === null) {
    return words(
      'eye',
      `${name} is waiting`,
      `It looks again every ${intervalText(looksEvery)} until its answer is yes; then the blocks below it start. Its log tells of each look.`,
    );
  }
  return words('sync', `${name} is running`, 'Its output is shown here when it has completed.');
}

function completedWords({ type }: ShownSubject, name: string): Words {
  switch (type) {
    case 'sensor':
      return words('pass', `${name} answered yes`, 'A sensor stores no output: the blocks below it may start.');
    case 'global_data_product':
      return words(
        'pass',
        `${name} is made`,
        'The outputs of a data product are stored with the block of the pipeline that makes it: look at them there.',
      );
    default:
      return words('circle-slash', `${name} produced no output`, 'It ran to its end and returned nothing to store.');
  }
}

function conditionWords({ child, cause, block }: ShownSubject, name: string): Words {
  const title = `${name} did not run`;
  if (child !== null) return words('debug-step-over', title, unmetText(child.unmet), ...child.unmet.map(openCondition));
  if (cause === null) return words('debug-step-over', title, 'A condition of it, or of a block above it, was not met.');
  const why = cause.unmet.length === 0 ? 'None of its runs met their condition.' : unmetText(cause.unmet);
  return cause.block.uuid === block
    ? words('debug-step-over', title, why, ...cause.unmet.map(openCondition))
    : words(
        'debug-step-over',
        title,
        `${shownName(cause.block.name)}, above it, did not run either. ${why}`,
        showStep(cause.block),
      );
}

function upstreamWords({ cause }: ShownSubject, name: string): Words {
  const again: NextStep = { kind: 'run', label: 'Run with upstream', upstream: true };
  if (cause === null) return words('debug-disconnect', `${name} did not run`, 'A block before it failed.', again);
  const why = cause.failure === null ? '.' : `: ${sentence(cause.failure.message)}`;
  return words(
    'debug-disconnect',
    `${name} did not run`,
    `${shownName(cause.block.name)}, before it, failed${why}`,
    again,
    showStep(cause.block),
  );
}

function cancelledWords(subject: ShownSubject, name: string): Words {
  if (subject.child !== null) {
    return words(
      'circle-slash',
      `${name} was stopped, or not begun`,
      'The run of the pipeline was ended before. Retry it to run what has not completed.',
      againStep(subject),
    );
  }
  return subject.startedAt === null
    ? words('circle-slash', `${name} did not run`, 'The run was ended before its turn came.', againStep(subject))
    : words('circle-slash', `${name} was stopped before it stored an output`, '', againStep(subject));
}

function neverWords({ child, type, attachedTo }: ShownSubject, name: string): Words {
  if (child !== null) return words('question', `The newest run has no ${name}`, 'Choose another of the runs.');
  const owners = attachedTo.length === 0 ? 'the blocks it is attached to' : namesOf(attachedTo);
  const steps = attachedTo.map(showStep);
  switch (type) {
    case 'conditional':
      return words(
        'question',
        `${name} is a condition`,
        `It is looked at before ${owners} runs; it stores no output.`,
        ...steps,
      );
    case 'callback':
      return words(
        'bell',
        `${name} is a callback`,
        `It is called when ${owners} has ended; it stores no output.`,
        ...steps,
      );
    case 'extension':
      return words(
        'checklist',
        `${name} is a check`,
        `It looks at what ${owners} gives; it stores no output.`,
        ...steps,
      );
    case 'markdown':
    case 'scratchpad':
      return words('note', `${name} does not run`, 'It is there to be read and to try things in; no pipeline runs it.');
    default:
      return words('play-circle', `${name} has not run yet`, '', run('Run block'));
  }
}

function words(icon: string, title: string, text: string, ...steps: readonly NextStep[]): Words {
  return { icon, title, text, steps };
}

function run(label: string): NextStep {
  return { kind: 'run', label, upstream: false };
}

/** Of a block with children a retry keeps those that have completed. */
function againStep({ children }: ShownSubject): NextStep {
  return children === null ? run('Run again') : { kind: 'retry', label: 'Retry run', run: children.run };
}

function showStep({ uuid, name }: BlockName): NextStep {
  return { kind: 'show', label: `Show ${shownName(name)}`, block: uuid };
}

function openCondition({ condition }: UnmetCondition): NextStep {
  return { kind: 'open', label: `Open ${shownName(condition)}`, block: condition };
}

/** `Condition only_on_mondays answered no.` */
function unmetText(unmet: readonly UnmetCondition[]): string {
  if (unmet.length === 0) return 'A condition of it was not met.';
  return unmet
    .map(({ condition, failure }) =>
      failure === undefined
        ? `Condition ${shownName(condition)} answered no.`
        : `Condition ${shownName(condition)} failed, which counts as no: ${sentence(failure.message)}`,
    )
    .join(' ');
}

function nameOf({ child, blockName }: ShownSubject): string {
  return shownName(child?.title ?? blockName);
}

function namesOf(blocks: readonly BlockName[]): string {
  const names = blocks.map(({ name }) => shownName(name));
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** `minute`, `5 minutes`, `30 seconds`. */
function intervalText(seconds: number): string {
  if (seconds === 60) return 'minute';
  if (seconds > 60 && seconds % 60 === 0) return countOf(seconds / 60, 'minute');
  return seconds === 1 ? 'second' : `${seconds} seconds`;
}

/** A message of somebody else's, which may lack its full stop. */
function sentence(message: string): string {
  const text = plainText(message).trim();
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

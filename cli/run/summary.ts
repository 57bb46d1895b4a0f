import path from 'node:path';
import { childrenText } from '../../core/protocol/children-text';
import type { Failure } from '../../core/protocol/problem';
import type { TestFinished } from '../../core/protocol/run-events';
import type { BlockState, RunState } from '../../core/protocol/run-state';
import { blockLogFile, storePaths } from '../../core/store/paths';
import { padEnd, padStart, printable, type Style } from '../text/ansi';
import { describeOutput, formatSeconds, plural } from '../text/format';
import { failureDetails } from '../text/problem';
import { blockLook, runStatusText } from './look';

/** What `run` prints at its end: every block with its time and outputs, what failed and why, and where things are. */
export function runSummary(state: RunState, root: string, cwd: string, style: Style): string {
  const seconds = state.seconds === null ? '' : ` in ${formatSeconds(state.seconds)}`;
  const lines = [
    '',
    `${style.bold(state.pipeline)} ${runStatusText(state.status, style)}${seconds}  ${style.dim(`run ${state.run}`)}`,
    '',
    ...blockLines(state.blocks, style),
    ...state.blocks.flatMap((block) => failureLines(block, state, root, cwd, style)),
  ];
  if (state.failure !== null) {
    lines.push('', style.bad(printable(state.failure.message)), ...indent(failureDetails(state.failure, cwd, style)));
  }
  const tests = state.blocks.flatMap((block) => block.tests);
  lines.push('');
  if (tests.length > 0) lines.push(`Tests    ${testCounts(tests, style)}`);
  lines.push(`Outputs  ${path.join(storePaths(root).outputs, state.pipeline)}`, '');
  return lines.join('\n');
}

function blockLines(blocks: readonly BlockState[], style: Style): string[] {
  const nameWidth = Math.max(0, ...blocks.map((block) => block.plan.uuid.length));
  const times = blocks.map((block) =>
    block.seconds === null || block.startedAt === null ? '' : formatSeconds(block.seconds),
  );
  const timeWidth = Math.max(0, ...times.map((time) => time.length));
  return blocks.flatMap((block, index) => {
    const look = blockLook(block.status, style);
    const name = `${look.mark} ${padEnd(block.plan.uuid, nameWidth)}  ${style.dim(padStart(times[index] ?? '', timeWidth))}`;
    const facts = [
      ...(block.status === 'completed' ? [] : [look.word]),
      ...block.unmet.map(({ condition, failure }) =>
        failure === undefined
          ? `condition ${condition} answered no`
          : style.warn(`condition ${condition} failed, which counts as no`),
      ),
      ...block.outputs.map(describeOutput),
      ...(block.children === null ? [] : [childrenText(block.children)]),
      ...(block.retries === 0 ? [] : [style.warn(plural(block.retries, 'retry', 'retries'))]),
      ...(block.tests.length === 0 ? [] : [`tests: ${testCounts(block.tests, style)}`]),
    ];
    const under = ' '.repeat(nameWidth + timeWidth + 6);
    const [first = '', ...rest] = facts;
    return [`${name}  ${first}`.trimEnd(), ...rest.map((fact) => under + fact)];
  });
}

function failureLines(block: BlockState, state: RunState, root: string, cwd: string, style: Style): string[] {
  const lines: string[] = [];
  for (const { condition, failure } of block.unmet) {
    if (failure === undefined) continue;
    lines.push('', style.warn(`condition ${condition} failed: ${printable(failure.message)}`));
    lines.push(...indent(failureDetails(failure, cwd, style)));
  }
  if (block.status !== 'failed') return lines;
  const { failure } = block;
  lines.push('', style.bad(`${block.plan.uuid} failed: ${printable(failure?.message ?? 'no reason was recorded')}`));
  if (failure !== null) lines.push(...indent(failureDetails(failure, cwd, style)));
  for (const test of block.tests.filter((candidate) => !candidate.passed)) {
    if (tells(failure, test.failure)) continue;
    lines.push(
      `  ${style.bad('✘')} ${printable(test.test)}${test.failure === undefined ? '' : `: ${printable(test.failure.message)}`}`,
    );
    if (test.failure !== undefined) lines.push(...indent(indent(failureDetails(test.failure, cwd, style))));
  }
  lines.push(`  log ${blockLogFile(root, state.pipeline, state.run, block.plan.uuid)}`);
  return lines;
}

/** Whether the block's failure already tells the test's: of the first failed test it is made. */
function tells(failure: Failure | null, ofTest: Failure | undefined): boolean {
  if (failure === null || ofTest === undefined) return false;
  return failure.message.includes(ofTest.message) && failure.file === ofTest.file && failure.line === ofTest.line;
}

function testCounts(tests: readonly TestFinished[], style: Style): string {
  const passed = tests.filter((test) => test.passed).length;
  const failed = tests.length - passed;
  const passedText = plural(passed, 'passed', 'passed');
  return failed === 0 ? style.good(passedText) : `${passedText}, ${style.bad(plural(failed, 'failed', 'failed'))}`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

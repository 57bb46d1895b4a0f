import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AskQueue } from './ask-queue';

interface Asked {
  readonly question: string;
  readonly signal: AbortSignal;
  readonly answer: () => void;
}

function queue() {
  const asked: Asked[] = [];
  const ask = (question: string, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      asked.push({ question, signal, answer: resolve });
      signal.addEventListener('abort', () => resolve());
    });
  const questions = new AskQueue(ask);
  return { questions, asked, names: () => asked.map(({ question }) => question) };
}
const later = () => vi.advanceTimersByTimeAsync(1000);

describe('questions', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('are asked once for many wishes, and one after the other', async () => {
    const { questions, asked, names } = queue();
    for (let wish = 0; wish < 5; wish++) questions.want('taxi');
    questions.want('rides');
    await later();
    expect(names()).toEqual(['taxi']);
    asked[0]?.answer();
    await later();
    expect(names()).toEqual(['taxi', 'rides']);
  });

  it('that are wanted again while they are answered are given up and asked anew', async () => {
    const { questions, asked, names } = queue();
    questions.want('taxi');
    await later();
    questions.want('taxi');
    expect(asked[0]?.signal.aborted).toBe(true);
    await later();
    expect(names()).toEqual(['taxi', 'taxi']);
    expect(asked[1]?.signal.aborted).toBe(false);
  });

  it('that nobody wants any more are not asked, and given up when they are', async () => {
    const { questions, asked, names } = queue();
    questions.want('taxi');
    questions.want('rides');
    questions.drop('rides');
    await later();
    questions.drop('taxi');
    await later();
    expect(names()).toEqual(['taxi']);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it('end with their owner', async () => {
    const { questions, asked, names } = queue();
    questions.want('taxi');
    await later();
    questions.want('rides');
    questions.dispose();
    await later();
    expect(names()).toEqual(['taxi']);
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});

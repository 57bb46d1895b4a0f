import { describe, expect, it } from 'vitest';
import { createAsker } from './asker';

/** An asker whose questions are answered by hand. */
function byHand(settled?: (result: string) => boolean) {
  const asked: { query: string; answer: (result: string) => void; aborted: () => boolean }[] = [];
  const answers: string[] = [];
  const asker = createAsker<string, string>({
    ask: (query, signal) =>
      new Promise((resolve) => asked.push({ query, answer: resolve, aborted: () => signal.aborted })),
    answered: (query, result) => answers.push(`${query}: ${result}`),
    failed: (error) => expect.unreachable(String(error)),
    ...(settled === undefined ? {} : { settled }),
  });
  const answer = async (at: number, result: string) => {
    asked[at]?.answer(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { asker, asked, answers, answer };
}

describe('asking for what goes on changing', () => {
  it('asks once for a version, however often it is wanted', async () => {
    const { asker, asked, answers, answer } = byHand();
    for (let drawing = 0; drawing < 5; drawing++) asker.want('a', '1', 'a');
    await answer(0, 'one');
    asker.want('a', '1', 'a');
    expect(asked).toHaveLength(1);
    expect(answers).toEqual(['a: one']);
  });

  it('lets an answer come, however fast versions follow each other, and asks once more after it', async () => {
    const { asker, asked, answers, answer } = byHand();
    for (const version of ['1', '2', '3', '4']) asker.want('a', version, 'a');
    expect(asked).toHaveLength(1);
    await answer(0, 'early');
    expect(answers).toEqual(['a: early']);
    expect(asked).toHaveLength(2);
    await answer(1, 'late');
    expect(answers).toEqual(['a: early', 'a: late']);
    expect(asked).toHaveLength(2);
  });

  it('drops the question before when another thing is wanted', async () => {
    const { asker, asked, answers, answer } = byHand();
    asker.want('a', '1', 'a');
    asker.want('b', '1', 'b');
    expect(asked[0]?.aborted()).toBe(true);
    await answer(1, 'of b');
    await answer(0, 'of a');
    expect(answers).toEqual(['b: of b']);
  });

  it('asks no more for what stays as it is, until something else is wanted', async () => {
    const { asker, asked, answer } = byHand((result) => result === 'done');
    asker.want('a', '1', 'a');
    await answer(0, 'done');
    asker.want('a', '2', 'a');
    expect(asked).toHaveLength(1);
    asker.want('b', '2', 'b');
    expect(asked).toHaveLength(2);
  });
});

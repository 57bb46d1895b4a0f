import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-project';
import { readChildLog } from './child-log';
import { logPiece } from './log';

async function logOf(content: string): Promise<string> {
  const file = path.join(await tempFolder(), 'each.log');
  await writeFile(file, content);
  return file;
}

/** The whole log of a child, as one reads it who asks on and on. */
async function whole(file: string, child: string): Promise<string> {
  let text = '';
  for (let from = 0; ;) {
    const piece = await readChildLog(file, child, from);
    text += piece.text;
    if (piece.next === from) return text;
    from = piece.next;
  }
}

describe('the log of one child', () => {
  it('is its own lines without its name, not those of others and not those whose name begins alike', async () => {
    const file = await logOf('[a] one\n[ab] two\n[a] three\nfour\n[b] [a] five\n');
    expect(await whole(file, 'a')).toBe('one\nthree\n');
    expect(await whole(file, 'b')).toBe('[a] five\n');
  });

  it('leaves a line that is not whole for the next time', async () => {
    const file = await logOf('[a] one\n[a] tw');
    const first = await readChildLog(file, 'a', 0);
    expect(first).toEqual({ text: 'one\n', next: 8 });
    expect(await readChildLog(file, 'a', 8)).toEqual({ text: '', next: 8 });
    await appendFile(file, 'o\n');
    expect(await readChildLog(file, 'a', 8)).toEqual({ text: 'two\n', next: 16 });
  });

  it('is found among the lines of many, also lines longer than what is read at once', async () => {
    const long = 'häß😀'.repeat(logPiece / 4);
    const others = Array.from({ length: 20_000 }, (_, line) => `[other] line ${line}\n`).join('');
    const file = await logOf(`${others}[a] first\n[a] ${long}\n${others}[a] last\n`);
    expect((await whole(file, 'a')) === `first\n${long}\nlast\n`).toBe(true);
  });

  it('is empty while there is none', async () => {
    expect(await readChildLog(path.join(await tempFolder(), 'each.log'), 'a', 0)).toEqual({ text: '', next: 0 });
  });
});

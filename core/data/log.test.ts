import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logPiece, readLog } from './log';

describe('readLog', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), 'eider-log-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function logOf(content: string | Uint8Array): Promise<string> {
    const file = path.join(folder, 'block.log');
    await writeFile(file, content);
    return file;
  }

  it('gives no text for a log that does not exist', async () => {
    expect(await readLog(path.join(folder, 'none', 'x.log'), 0)).toEqual({ text: '', next: 0 });
  });

  it('goes on from where the last piece ended', async () => {
    const file = await logOf('first\nsecond\n');
    expect(await readLog(file, 6)).toEqual({ text: 'second\n', next: 13 });
    expect(await readLog(file, 13)).toEqual({ text: '', next: 13 });
    expect(await readLog(file, 99)).toEqual({ text: '', next: 13 });
  });

  it('leaves a character that is not written whole for the next piece', async () => {
    const euro = Buffer.from('€');
    const file = await logOf(Buffer.concat([Buffer.from('5 '), euro.subarray(0, 2)]));
    expect(await readLog(file, 0)).toEqual({ text: '5 ', next: 2 });
    await logOf(Buffer.concat([Buffer.from('5 '), euro]));
    expect(await readLog(file, 2)).toEqual({ text: '€', next: 5 });
  });

  it('reads a long log in pieces that join without a gap', async () => {
    const content = 'häß😀\n'.repeat(logPiece / 8);
    const file = await logOf(content);
    let text = '';
    let from = 0;
    for (;;) {
      const piece = await readLog(file, from);
      if (piece.text === '') break;
      text += piece.text;
      from = piece.next;
    }
    expect(text === content).toBe(true);
  });

  it('does not wait for bytes that are no text', async () => {
    const file = await logOf(new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x80]));
    expect((await readLog(file, 0)).next).toBe(5);
  });
});

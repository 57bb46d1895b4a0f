import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeFileWithChecksum } from './binary-file';

it('gives the checksum of what is in the file, even when the bytes are changed while they are written', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'eider-bytes-'));
  const file = path.join(folder, 'bytes');
  const bytes = new Uint8Array(3_000_000).fill(1);
  const checksum = await writeFileWithChecksum(file, async (write) => {
    const writing = write(bytes);
    bytes.fill(2);
    await writing;
  });
  const stored = await readFile(file);
  expect(stored).toHaveLength(bytes.length);
  expect(checksum).toBe(createHash('sha256').update(stored).digest('hex'));
  await rm(folder, { recursive: true });
});

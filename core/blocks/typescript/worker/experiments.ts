import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { fileRecorder } from '../../../learn/record/file-recorder';
import { installRecorder } from '../../../learn/record/recorder';
import type { WorkerStart } from '../messages';
import type { StoredValue } from './outputs';
import { redactText } from './redaction';

/** Records what a block trains. */
export interface BlockRecorder {
  /** The block's outputs are stored: records of models among them say so. */
  stored(outputs: readonly StoredValue[]): Promise<void>;
  /** The block has ended, and so has what it trained. */
  close(): void;
}

/** Has the trainings of a block recorded in its project's store. */
export function recordBlock({ project, pipeline, block, child, run, folder }: WorkerStart): BlockRecorder {
  const recorder = fileRecorder({ project, pipeline, block, child, run }, redactText);
  const installed = installRecorder(recorder);
  return {
    async stored(outputs) {
      for (const { value, draft } of outputs) {
        if (typeof value !== 'object' || value === null || recorder.recordOf(value) === null) continue;
        const { name, file } = draft;
        recorder.stored(value, { name, file, checksum: draft.checksum ?? (await sha256(path.join(folder, file))) });
      }
    },
    close() {
      installed.dispose();
      const trouble = recorder.close();
      if (trouble === null) return;
      const why = trouble instanceof Error ? trouble.message : inspect(trouble);
      process.stderr.write(`WARN Records of what this block trained are not complete: ${why}\n`);
    },
  };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

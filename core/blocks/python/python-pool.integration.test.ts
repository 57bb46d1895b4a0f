import { expect, it } from 'vitest';
import { barePython, withReason } from '../../../test/support/python';
import { tempProject } from '../../../test/support/temp-project';
import { distFolder } from '../../dist-folder';
import { projectAt } from '../../project/find-project';
import { createPythonPool } from './python-pool';

const python = await barePython();
const command = 'command' in python ? python.command : null;

it.skipIf(command === null)(
  withReason('starts no process for one who waits while it closes', python),
  { timeout: 60_000 },
  async () => {
    const pool = createPythonPool(distFolder(), projectAt(await tempProject([])), command);
    const taken = pool.take();
    await Promise.all([pool.close(), expect(taken).rejects.toMatchObject({ problem: { code: 'worker_ended' } })]);
    expect(pool.hasStarted()).toBe(false);
  },
);

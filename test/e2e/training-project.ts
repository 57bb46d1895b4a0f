import { projectFiles, writeFiles } from '../support/temp-project';
import type { SessionOptions } from './session';

const rows = `
  const rows = (count: number, from: number) => {
    const data = Float64Array.from({ length: 4 * count }, (_, at) => (((at + from) * 7919) % 10007) / 10007);
    const label = Float64Array.from({ length: count }, (_, row) => {
      const [a = 0, b = 0, c = 0, d = 0] = data.subarray(4 * row, 4 * row + 4);
      return 10 * Math.sin(3 * a * b) + 20 * (c - 0.5) ** 2 + 5 * d + ((row * 104729) % 1009) / 500;
    });
    return new DMatrix(matrix(data, [count, 4]), { label });
  };`;

/** Trains boosted trees for so many rounds of some milliseconds each. */
function training(eta: number, rounds: number): string {
  return `import { matrix, outputs, transformer } from 'eider';
import { DMatrix, experiment, train } from 'eider/learn';

export default transformer(async () => {${rows}
  const [fitted, validation] = [rows(60000, 0), rows(10000, 90001)];
  experiment({ name: 'fares, eta ${eta}', tags: { purpose: 'demo' } });
  const { booster } = await train({ eta: ${eta}, max_depth: 6, nthread: 1 }, fitted, {
    rounds: ${rounds},
    evals: { train: fitted, validation },
  });
  return outputs({ model: booster });
});
`;
}

const search = `import { matrix, outputs, transformer } from 'eider';
import { choice, DMatrix, experiment, loguniform, minimize, quniform, train, uniform } from 'eider/learn';

export default transformer(async () => {${rows}
  const [fitted, validation] = [rows(600, 0), rows(300, 90001)];
  experiment({ name: 'search' });
  const found = await minimize(
    async ({ eta, max_depth, subsample, lambda, grow_policy }) => {
      const parameters = { eta, max_depth, subsample, lambda, grow_policy, nthread: 1 };
      const { history } = await train(parameters, fitted, { rounds: 15, evals: { validation } });
      return history['validation']?.['rmse']?.at(-1) ?? NaN;
    },
    {
      eta: loguniform(Math.log(0.01), Math.log(1)),
      max_depth: quniform(2, 9, 1),
      subsample: uniform(0.4, 1),
      lambda: loguniform(Math.log(0.001), Math.log(100)),
      grow_policy: choice(['depthwise', 'lossguide']),
    },
    { max_evaluations: 40, seed: 1 },
  );
  return outputs({ best: found.parameters });
});
`;

/** A project whose pipelines train: twice for a while, and a search of many short trainings. */
export const trainingProject: SessionOptions = {
  workspace: null,
  prepare: (folder) =>
    writeFiles(
      folder,
      projectFiles({
        fares: [
          { uuid: 'fit_slowly', language: 'typescript', source: training(0.05, 400) },
          { uuid: 'fit_quickly', language: 'typescript', source: training(0.3, 60) },
        ],
        endless: [{ uuid: 'fit_forever', language: 'typescript', source: training(0.01, 1_000_000) }],
        tuning: [{ uuid: 'tune', language: 'typescript', source: search }],
      }),
    ),
};

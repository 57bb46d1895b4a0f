import { writeFiles } from '../support/temp-project';

/** A project that trains a booster on made-up trips, and has a table of fares beside what a rule predicts. */
export function writeModelsProject(folder: string): Promise<void> {
  return writeFiles(folder, {
    'metadata.yaml': 'project_type: standalone\n',
    'pipelines/fares/metadata.yaml': pipeline,
    'data_loaders/trips.sql':
      'SELECT (i * 7919) % 400 / 20 AS miles, CAST((i * 31) % 24 AS DOUBLE) AS hour, ' +
      'CAST(3 + 2.5 * miles + CASE WHEN hour > 16 THEN 4 ELSE 0 END AS DOUBLE) AS fare FROM range(6000) t(i)\n',
    'custom/train.ts': train,
    'transformers/predict.sql':
      'SELECT fare, 4 + 2.45 * miles + sin(miles * 7 + hour) AS prediction, hour FROM {{ df_1 }}\n',
  });
}

const pipeline = `name: fares
uuid: fares
type: python
blocks:
- {uuid: trips, name: trips, type: data_loader, language: sql}
- {uuid: train, name: train, type: custom, language: typescript, upstream_blocks: [trips]}
- {uuid: predict, name: predict, type: transformer, language: sql, upstream_blocks: [trips]}
`;

const train = `import { custom } from 'eider';
import { DMatrix, train } from 'eider/learn';

export default custom(async (trips) => {
  const [miles, hour, fare] = await Promise.all(
    ['miles', 'hour', 'fare'].map(async (name) => (await trips.column(name)).values),
  );
  const data = new Float64Array(2 * miles.length);
  for (let row = 0; row < miles.length; row += 1) {
    data[2 * row] = miles[row];
    data[2 * row + 1] = hour[row];
  }
  const features = { kind: 'dense', shape: [miles.length, 2], data, featureNames: ['miles', 'hour'] };
  const { booster } = await train({ max_depth: 5, eta: 0.3 }, new DMatrix(features, { label: fare }), { rounds: 12 });
  return booster;
});
`;

/** A block that trains a model, for somebody who has none yet. It runs as it is. */
export const exampleBlock = `// A transformer block in TypeScript that trains gradient-boosted trees.
// Make one with "Eider: New Block", put this into it, and run it.
import { matrix, outputs, transformer } from 'eider';
import { DMatrix, train } from 'eider/learn';

export default transformer(async () => {
  // made-up rows of two features; take those of an upstream block instead
  const rows = (count: number, from: number) => {
    const data = Float64Array.from({ length: 2 * count }, (_, at) => ((at + from) * 7919) % 101);
    const label = Float64Array.from({ length: count }, (_, row) => data[2 * row]! ** 2 + 30 * data[2 * row + 1]!);
    return new DMatrix(matrix(data, [count, 2]), { label });
  };
  const training = rows(4000, 0);
  const validation = rows(1000, 8000);

  // each round is recorded, and drawn by "Eider: Show Experiments" while it trains
  const { booster } = await train({ max_depth: 4, eta: 0.1 }, training, {
    rounds: 200,
    evals: { train: training, validation },
  });
  return outputs({ model: booster });
});
`;

import { describe, expect, it } from 'vitest';
import { layoutGraph } from './layout';

const size = { width: 200, height: 60 };

describe('layoutGraph', () => {
  it('draws the data flowing from left to right', () => {
    const { positions } = layoutGraph({
      nodes: ['ingest', 'prepare', 'build'].map((id) => ({ id, ...size })),
      edges: [
        { from: 'ingest', to: 'prepare' },
        { from: 'prepare', to: 'build' },
      ],
    });
    expect(positions.map(({ id }) => id)).toEqual(['ingest', 'prepare', 'build']);
    const [ingest, prepare, build] = positions;
    expect(prepare?.x).toBeGreaterThanOrEqual((ingest?.x ?? 0) + size.width);
    expect(build?.x).toBeGreaterThanOrEqual((prepare?.x ?? 0) + size.width);
    expect(ingest?.y).toBe(build?.y);
  });

  it('gives blocks without edges places that do not overlap', () => {
    const { positions } = layoutGraph({ nodes: ['a', 'b', 'c'].map((id) => ({ id, ...size })), edges: [] });
    const tops = positions.map(({ y }) => y).sort((a, b) => a - b);
    expect(tops[1]).toBeGreaterThanOrEqual((tops[0] ?? 0) + size.height);
    expect(tops[2]).toBeGreaterThanOrEqual((tops[1] ?? 0) + size.height);
  });

  it('draws a cycle, a block that reads itself and an edge to nowhere', () => {
    const { positions } = layoutGraph({
      nodes: ['a', 'b'].map((id) => ({ id, ...size })),
      edges: [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
        { from: 'a', to: 'a' },
        { from: 'gone', to: 'a' },
      ],
    });
    for (const { x, y } of positions) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  });

  it('draws nothing for a pipeline without blocks', () => {
    expect(layoutGraph({ nodes: [], edges: [] })).toEqual({ positions: [] });
  });
});

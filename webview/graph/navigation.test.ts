import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directionOf, moveSelection, panToShow } from './navigation';

const size = { width: 100, height: 50 };
//  a ─┬─ c ─── d
//  b ─┘   └─── e
const nodes = [
  { uuid: 'a', x: 0, y: 0, ...size },
  { uuid: 'b', x: 0, y: 100, ...size },
  { uuid: 'c', x: 200, y: 60, ...size },
  { uuid: 'd', x: 400, y: 0, ...size },
  { uuid: 'e', x: 400, y: 100, ...size },
];
const edges = [
  { from: 'a', to: 'c' },
  { from: 'b', to: 'c' },
  { from: 'c', to: 'd' },
  { from: 'c', to: 'e' },
];
const move = (selected: string | null, key: string) => {
  const direction = directionOf(key);
  return direction === null ? null : moveSelection(nodes, edges, selected, direction);
};

describe('moving the selection with the keys', () => {
  it('follows an edge downstream to the block nearest in height', () => {
    expect(move('a', 'ArrowRight')).toBe('c');
    expect(move('c', 'ArrowRight')).toBe('e');
  });
  it('follows an edge upstream', () => {
    expect(move('c', 'ArrowLeft')).toBe('b');
    expect(move('d', 'ArrowLeft')).toBe('c');
  });
  it('goes up and down within a layer, not along edges', () => {
    expect(move('a', 'ArrowDown')).toBe('b');
    expect(move('e', 'ArrowUp')).toBe('d');
    expect(move('c', 'ArrowDown')).toBeNull();
  });
  it('stays where there is nothing further', () => {
    expect(move('a', 'ArrowLeft')).toBeNull();
    expect(move('d', 'ArrowRight')).toBeNull();
    expect(move('a', 'ArrowUp')).toBeNull();
  });
  it('begins at the upper left when nothing is selected, whatever the arrow', () => {
    expect(move(null, 'ArrowDown')).toBe('a');
    expect(move('a block that is gone', 'ArrowLeft')).toBe('a');
  });
  it('jumps to both ends', () => {
    expect(move('c', 'Home')).toBe('a');
    expect(move('c', 'End')).toBe('e');
  });
  it('knows no other key', () => {
    expect(directionOf('x')).toBeNull();
  });
  it('has nowhere to go in an empty graph', () => {
    expect(moveSelection([], [], null, 'right')).toBeNull();
  });
});

describe('panning to a block', () => {
  const window = { width: 800, height: 600 };
  it('leaves a view alone that shows the block', () => {
    const view = { x: 100, y: 100, zoom: 1 };
    expect(panToShow(view, window, { uuid: 'a', x: 0, y: 0, ...size })).toBe(view);
  });
  it('shows the whole block with a margin, wherever it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -5000, max: 5000 }), (x, y) => {
        const { x: left, y: top, zoom } = panToShow({ x: 0, y: 0, zoom: 2 }, window, { uuid: 'a', x, y, ...size });
        expect(x * zoom + left).toBeGreaterThanOrEqual(24);
        expect((x + size.width) * zoom + left).toBeLessThanOrEqual(window.width - 24);
        expect(y * zoom + top).toBeGreaterThanOrEqual(24);
        expect((y + size.height) * zoom + top).toBeLessThanOrEqual(window.height - 24);
      }),
    );
  });
});

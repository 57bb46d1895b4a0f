import type { ScatterCells } from '../protocol/charts';
import type { Query } from './pool';
import type { Bindings } from './session';
import { numberOf, numberOrNull, onlyRow } from './values';

/** Hexagons beside each other, and rows of them. */
const across = 44;
const down = 30;

/**
 * Points counted in hexagons, which lie nearer around their middle than squares do (Carr, Littlefield, Nicholson and
 * Littlefield, "Scatterplot Matrix Techniques for Large N", 1987): two lattices of rectangles, one moved by half a step in
 * both directions, and each point belongs to the nearer of their two middles. `points` selects finite doubles `x` and `y`.
 */
export async function hexagonsOf(
  query: Query,
  points: { readonly sql: string; readonly values: Bindings },
  signal?: AbortSignal,
): Promise<ScatterCells> {
  const range = await query(`SELECT min(x), max(x), min(y), max(y) FROM (${points.sql})`, points.values, signal);
  const [left = 0, right = 0, low = 0, high = 0] = (await onlyRow(range)).map((value) => numberOrNull(value) ?? 0);
  // halved, so that the distance of two huge numbers stays finite
  const width = ((right / 2 - left / 2) / across) * 2 || 1;
  const height = ((high / 2 - low / 2) / down) * 2 || 1;
  const places = `SELECT (x - $left) / $width AS u, (y - $low) / $height AS v FROM (${points.sql})`;
  const middles =
    'SELECT u, v, round(u) AS u0, 2 * round(v / 2) AS v0, floor(u) + 0.5 AS u1, 2 * floor(v / 2) + 1 AS v1 ' +
    `FROM (${places})`;
  // rows of regular hexagons are √3/2 as far apart as their middles in a row
  const isFirst = '(u - u0) ** 2 + 0.75 * (v - v0) ** 2 <= (u - u1) ** 2 + 0.75 * (v - v1) ** 2';
  const counted = await query(
    `SELECT CASE WHEN ${isFirst} THEN u0 ELSE u1 END AS i, CASE WHEN ${isFirst} THEN v0 ELSE v1 END AS j, count(*) ` +
      `FROM (${middles}) GROUP BY i, j ORDER BY j, i`,
    { ...points.values, left, low, width, height },
    signal,
  );
  const cells = (await counted.getRows()).map((row): readonly [number, number, number] => {
    const [i = 0, j = 0, count = 0] = row.map(numberOf);
    return [left + i * width, low + j * height, count];
  });
  return { kind: 'cells', width, height, cells };
}

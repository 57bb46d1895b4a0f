import { createRandom } from '../random';
import { bidiagonalStep, type CentredDesign } from './bidiagonal-step';
import { lsqr, type LsqrOptions } from './lsqr';
import { addScaled, dot, length } from './vectors';

/** What LSQR leaves of a random vector is rounding when it is this small beside it. */
const NOTHING = 1e-7;

/**
 * An orthonormal basis of the combinations of columns that are 0 in every row (columns whose scale is 0 left out), or null
 * when there are more than `most`. Its vectors are what is left of random ones when their part in the row space, which
 * LSQR finds, is taken off. Takes as long as that many and one more least squares.
 */
export async function nullSpace(
  matrix: CentredDesign,
  most: number,
  options: LsqrOptions,
): Promise<readonly Float64Array[] | null> {
  const random = createRandom(0);
  const basis: Float64Array[] = [];
  for (;;) {
    const vector = matrix.scales.map((scale) => (scale === 0 ? 0 : random.normal()));
    const before = length(vector);
    for (const known of basis) addScaled(vector, -dot(vector, known), known);
    const { x } = await lsqr(matrix, multiplied(matrix, vector), { ...options, tol: 1e-13 });
    addScaled(vector, -1, x);
    for (const known of basis) addScaled(vector, -dot(vector, known), known);
    const left = length(vector);
    if (!(left > NOTHING * before) || length(multiplied(matrix, vector)) > NOTHING * left) return basis;
    if (basis.length === most) return null;
    basis.push(vector.map((value) => value / left));
  }
}

/** Takes off a vector its part in the space of the given ones, which become an orthonormal basis of it. */
export function takeOffSpace(vector: Float64Array, space: readonly Float64Array[]): void {
  for (const [at, member] of space.entries()) {
    // twice, as once leaves rounding behind where members are nearly parallel
    for (let turn = 0; turn < 2; turn += 1) {
      for (const other of space.slice(0, at)) addScaled(member, -dot(member, other), other);
    }
    const size = length(member);
    for (let index = 0; index < member.length; index += 1) member[index] = (member[index] ?? 0) / size;
    addScaled(vector, -dot(vector, member), member);
  }
}

function multiplied(matrix: CentredDesign, vector: Float64Array): Float64Array {
  const upper = new Float64Array(matrix.design.rows);
  const { length: columns } = vector;
  const lower = new Float64Array(0);
  bidiagonalStep(matrix, vector, 0, { upper, lower }, new Float64Array(columns), new Float64Array(columns));
  return upper;
}

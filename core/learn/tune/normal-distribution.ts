const ROOT_PI = Math.sqrt(Math.PI);

/** The probability that a standard normal number is below `z`. */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/** The probability that a standard normal number is from `low` to `high`, exact in the tails too. */
export function normalBetween(low: number, high: number): number {
  return low > 0 ? normalCdf(-low) - normalCdf(-high) : normalCdf(high) - normalCdf(low);
}

/**
 * The number that a standard normal one is below with a probability between 0 and 1: the approximation 26.2.23 of
 * Abramowitz and Stegun (1964), then two steps of Halley's method.
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const t = Math.sqrt(-2 * Math.log(probability));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 2; step += 1) {
    const error = (normalCdf(z) - probability) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

/**
 * The complementary error function to about 14 digits: below 2 by the series of positive terms
 * erf x = 2/√π e^(−x²) Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!, above by Laplace's continued fraction (Abramowitz and Stegun 7.1.6, 7.1.14).
 */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x > 27.3) return 0; // smaller than the smallest number
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * 1e-17; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / ROOT_PI) * Math.exp(-x * x) * sum;
  }
  let fraction = 0;
  for (let k = 2 + Math.ceil(240 / (x * x)); k > 0; k -= 1) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / ROOT_PI / (x + fraction);
}

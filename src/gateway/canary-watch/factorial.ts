/** The logarithm of the number of ways to choose `k` of `n`. */
export function logOfChoices(n: number, k: number): number {
  return logOfFactorial(n) - logOfFactorial(k) - logOfFactorial(n - k);
}

const small = [1, 1, 2, 6, 24, 120, 720, 5_040, 40_320, 362_880];

/** Stirling's series, exact to ten digits from 10 on. */
function logOfFactorial(n: number): number {
  if (n < small.length) return Math.log(small[n] ?? 1);
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1_260 * n ** 5);
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}

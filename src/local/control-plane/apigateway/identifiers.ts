import { randomInt } from 'node:crypto';

const lowerCase = 'abcdefghijklmnopqrstuvwxyz0123456789';
const mixedCase = `${lowerCase}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** An identifier as API Gateway makes them: lower-case letters and digits. */
export function newId(length: 6 | 10): string {
  return randomCharacters(lowerCase, length);
}

/** An identifier that is not yet a key of the map. */
export function unusedId(taken: ReadonlyMap<string, unknown>, length: 6 | 10): string {
  let id = newId(length);
  while (taken.has(id)) id = newId(length);
  return id;
}

/** The value of an API key that its creator did not choose: 40 letters and digits. */
export function newKeyValue(): string {
  return randomCharacters(mixedCase, 40);
}

function randomCharacters(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

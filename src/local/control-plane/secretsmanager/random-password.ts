import type { GetRandomPasswordRequest } from '@aws-sdk/client-secrets-manager';
import { randomInt } from 'node:crypto';
import { AwsError } from '../../errors.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const DEFAULT_LENGTH = 32;
const LONGEST = 4096;

/** A random password under the rules of GetRandomPassword, which `GenerateSecretString` of a template shares. */
export function randomPassword(rules: GetRandomPasswordRequest): string {
  const length = rules.PasswordLength ?? DEFAULT_LENGTH;
  const classes = characterClasses(rules);
  const required = rules.RequireEachIncludedType === false ? 0 : classes.length;
  if (classes.length === 0 || length < Math.max(1, required) || length > LONGEST) {
    throw new AwsError(
      'InvalidParameterException',
      'The password length is too short or too long based on the required types.',
    );
  }
  const all = classes.join('');
  const picked = Array.from({ length }, (_, index) => pick(index < required ? (classes[index] ?? all) : all));
  return shuffle(picked).join('');
}

function characterClasses(rules: GetRandomPasswordRequest): string[] {
  const excluded = new Set(rules.ExcludeCharacters ?? '');
  const classes = [
    rules.ExcludeLowercase ? '' : LOWER,
    rules.ExcludeUppercase ? '' : LOWER.toUpperCase(),
    rules.ExcludeNumbers ? '' : DIGITS,
    rules.ExcludePunctuation ? '' : PUNCTUATION,
    rules.IncludeSpace ? ' ' : '',
  ];
  return classes
    .map((letters) => [...letters].filter((letter) => !excluded.has(letter)).join(''))
    .filter(Boolean);
}

function pick(letters: string): string {
  return letters.charAt(randomInt(letters.length));
}

function shuffle(letters: readonly string[]): string[] {
  const out = [...letters];
  for (let i = out.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [out[i], out[j]] = [out[j] ?? '', out[i] ?? ''];
  }
  return out;
}

import { readFile } from 'node:fs/promises';
import { GatewayError } from '../gateway/errors.js';

/** Longer than any header API Gateway takes (DG/api-gateway-execution-service-limits-table). */
const longest = 20_480;

/**
 * Reads a token from a file or from standard input. `Bearer ` before it and blanks around it are left out. Never an argument: those stand in
 * the shell's history and in the list of processes.
 *
 * @throws GatewayError `usage` where there is none
 */
export async function readToken(file: string | undefined): Promise<string> {
  const text = file === undefined || file === '-' ? await fromInput() : await fromFile(file);
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (token !== '' && !/\s/.test(token) && token.length <= longest) return token;
  throw new GatewayError('usage', token === '' ? 'There is no token.' : 'That is not one token.', {
    reason: token === '' ? undefined : 'A token has no blanks and fits into a header.',
    next: ['aigw authorizer test --token-file FILE', 'printf %s "$TOKEN" | aigw authorizer test'],
  });
}

async function fromFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new GatewayError('usage', `The token file ${file} cannot be read.`, {
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

async function fromInput(): Promise<string> {
  if (process.stdin.isTTY) return '';
  const parts: string[] = [];
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) parts.push(String(part));
  return parts.join('');
}

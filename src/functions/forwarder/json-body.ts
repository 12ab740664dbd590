import { invalidRequest } from './refusal.js';

/**
 * Parses a request body.
 * @throws Refusal 400 when it is not JSON.
 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalidRequest('The request body is not valid JSON.');
  }
}

/**
 * Parses a request body that has to be a JSON object.
 * @throws Refusal 400 when it is not one.
 */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  const value = parseJson(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw invalidRequest('The request body is not a JSON object.');
}

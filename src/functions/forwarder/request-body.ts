import { invalidRequest } from './refusal.js';

/**
 * Parses a request body that has to be a JSON object.
 * @throws Refusal 400 when it is not one.
 */
export function parseObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // What is not JSON is no object either.
  }
  throw invalidRequest('The request body is not a JSON object.');
}

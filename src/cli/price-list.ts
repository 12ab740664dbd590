import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../gateway/errors.js';
import { parsePriceList, type PriceList } from '../gateway/log-analysis/prices.js';

/** The price list in a file of the operator's, or the one that comes with the package. */
export async function readPriceList(root: string, file: string | undefined): Promise<PriceList> {
  const path = file ?? join(root, 'templates', 'prices.yaml');
  const { parse } = await import('./yaml-format.js');
  let document: unknown;
  try {
    document = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new GatewayError('usage', `${path} cannot be read as a list of prices.`, {
      reason: error instanceof Error ? error.message.split('\n')[0] : String(error),
      next: ['See templates/prices.yaml of the package for the form.'],
      cause: error,
    });
  }
  return parsePriceList(document, path);
}

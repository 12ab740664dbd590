import { readConfiguration } from './configuration.js';
import { writeDecision } from './decision-log.js';
import { documentFetcher } from './fetch-document.js';
import { createAuthorizer } from './handler.js';

/** Well below the ten seconds that the template gives the function. */
const FETCH_LIMIT_MS = 3_000;

/** Of the CommonJS module that this is bundled into: an `export` would cost glue. */
declare const exports: Record<string, unknown>;

/** The entry point that Lambda calls: everything before it happens once, when an environment starts. */
exports.handler = createAuthorizer(
  readConfiguration(process.env),
  documentFetcher(FETCH_LIMIT_MS),
  () => Date.now(),
  writeDecision,
);

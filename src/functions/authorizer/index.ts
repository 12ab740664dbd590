import { readConfiguration } from './configuration.js';
import { writeDecision } from './decision-log.js';
import { fetchDocument } from './fetch-document.js';
import { createAuthorizer } from './handler.js';

/** Of the CommonJS module that this is bundled into: an `export` would cost glue. */
declare const exports: Record<string, unknown>;

/** The entry point that Lambda calls: everything before it happens once, when an environment starts. */
exports.handler = createAuthorizer(
  readConfiguration(process.env),
  fetchDocument,
  () => Date.now(),
  writeDecision,
);

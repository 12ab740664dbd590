import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './reported-error.js';

/** Marks a handler as streaming; the real runtime uses the same registered symbols, and so may bundled frameworks. */
export const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
export const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

export interface StreamingMarks {
  [STREAMING]?: string;
  [HIGH_WATER_MARK]?: number;
}

/** Takes `(event, context)`, or `(event, responseStream, context)` when it streams. */
export type Handler = ((...parameters: unknown[]) => unknown) & StreamingMarks;

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

const CALLBACK_REFUSED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to ' +
  'modify this function to use a supported handler signature to use Node.js 24 or later. For more information see ' +
  'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/**
 * Loads the function a handler setting names, e.g. `index.handler` or `src/app.api.handler`.
 *
 * @throws RuntimeError as the managed Node.js 24 runtime reports it (aws-lambda-ric 4)
 */
export async function loadHandler(taskRoot: string, setting: string): Promise<Handler> {
  const { modulePath, exportPath } = parseHandlerSetting(setting);
  const handler = findExport(await loadModule(taskRoot, modulePath), exportPath);
  if (handler === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${setting} is undefined or not exported`);
  }
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${setting} is not a function`);
  }
  return checkSignature(handler as Handler);
}

function parseHandlerSetting(setting: string): { modulePath: string; exportPath: string[] } {
  if (setting.includes('..')) {
    const advice = 'Use absolute paths when specifying root directories in handler names.';
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `'${setting}' is not a valid handler name. ${advice}`,
    );
  }
  const file = path.posix.basename(setting);
  const dot = file.indexOf('.');
  if (dot < 0) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const folder = setting.slice(0, setting.length - file.length);
  return { modulePath: folder + file.slice(0, dot), exportPath: file.slice(dot + 1).split('.') };
}

async function loadModule(taskRoot: string, modulePath: string): Promise<unknown> {
  const base = path.resolve(taskRoot, modulePath);
  try {
    const file = EXTENSIONS.map((extension) => base + extension).find((candidate) => existsSync(candidate));
    if (file) return await import(pathToFileURL(file).href);
    return createRequire(path.join(taskRoot, 'index.js'))(path.basename(modulePath)) as unknown;
  } catch (error) {
    throw asLoadError(error);
  }
}

function asLoadError(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    const reported = new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    reported.stack = error.stack;
    return reported;
  }
  if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
    return new RuntimeError('Runtime.ImportModuleError', String(error));
  }
  return error;
}

function findExport(module: unknown, exportPath: readonly string[]): unknown {
  return walk(module, exportPath) ?? walk(property(module, 'default'), exportPath);
}

function walk(root: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(property, root);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function checkSignature(handler: Handler): Handler {
  const mark = handler[STREAMING];
  if (mark && mark !== 'response') {
    throw new RuntimeError('Runtime.MalformedStreamingHandler', 'Only response streaming is supported.');
  }
  if (!mark && handler.length >= 3) {
    throw new RuntimeError('Runtime.CallbackHandlerDeprecated', CALLBACK_REFUSED);
  }
  return handler;
}

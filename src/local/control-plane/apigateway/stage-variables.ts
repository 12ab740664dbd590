import { badRequest } from './rejections.js';

const largestCount = 100;

/** Throws unless all are stage variables: AWS's words (GH serverless/serverless#6133, sirceljm/aws-lambda-blog#10), BC for the lengths. */
export function requireStageVariables(variables: Record<string, string> | undefined): void {
  const entries = Object.entries(variables ?? {});
  if (entries.length > largestCount) {
    throw badRequest(`The number of stage variables exceeds the limit of ${String(largestCount)}`);
  }
  for (const [name, value] of entries) requireStageVariable(name, value);
}

export function requireStageVariable(name: string, value: string): void {
  if (!/^\w{1,64}$/.test(name)) {
    throw badRequest(`Invalid stage variable name: ${name}.  Please use names with only word characters.`);
  }
  if (!/^[A-Za-z0-9\-._~:/?#&=, ]{1,512}$/.test(value)) {
    throw badRequest(
      `Invalid stage variable value: ${value}.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.`,
    );
  }
}

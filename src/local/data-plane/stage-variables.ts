import { configurationFailure } from './gateway-failure.js';

/** Stage variables as one request sees them: those of the stage, with a canary's overrides laid over. */
export type StageVariables = Readonly<Record<string, string>>;

/**
 * Puts stage variables into a URI (`…:function:name:${stageVariables.version}/invocations`,
 * DG/aws-api-gateway-stage-variables-reference). A variable that is not set is a 500, never an empty string.
 */
export function substituteStageVariables(text: string, variables: StageVariables): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined || value === '') {
      throw configurationFailure(new Error(`Stage variable ${name} is not set.`));
    }
    return value;
  });
}

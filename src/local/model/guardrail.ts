import { invalid } from './bedrock-errors.js';

/** The local guardrail blocks a prompt that holds this word … */
export const BLOCKED_INPUT_WORD = 'blockme';
/** … and an answer that holds this one. The model quotes its prompt, so a prompt with it gets there. */
export const BLOCKED_OUTPUT_WORD = 'leakme';

/** What is said in place of a blocked prompt or answer, as a new guardrail's default has it. */
export const BLOCKED_MESSAGE = 'Sorry, the model cannot answer this question.';

const IDENTIFIER = /^(?:[a-z0-9]+|arn:aws(?:-[^:]+)?:bedrock:[a-z0-9-]{1,20}:\d{12}:guardrail\/[a-z0-9]+)$/;
const VERSION = /^(?:[1-9]\d{0,7}|DRAFT)$/;
const CHARACTERS_PER_UNIT = 1000;

/** The guardrail a request asks for. Any identifier of the right form exists here. */
export interface GuardrailChoice {
  readonly identifier: string;
  readonly version: string;
  readonly trace: boolean;
}

/** @throws AwsError ValidationException when identifier or version cannot be one */
export function guardrailChoice(
  identifier: unknown,
  version: unknown,
  trace: unknown,
): GuardrailChoice | undefined {
  if (identifier === undefined && version === undefined) return undefined;
  if (
    typeof identifier !== 'string' ||
    typeof version !== 'string' ||
    !IDENTIFIER.test(identifier) ||
    !VERSION.test(version)
  ) {
    throw invalid('The guardrail identifier or version provided in the request does not exist.');
  }
  return { identifier, version, trace: /^enabled/i.test(String(trace)) };
}

/** The id of a guardrail by its id or ARN: traces are keyed by it. */
export function guardrailId({ identifier }: GuardrailChoice): string {
  return identifier.slice(identifier.lastIndexOf('/') + 1);
}

/** What a guardrail found in a text, in the shape of Bedrock's GuardrailAssessment (BC). */
export interface Assessment {
  readonly blocked: boolean;
  readonly assessment: object;
  readonly usage: object;
  readonly coverage: object;
}

/** Looks for the blocked word of one side. */
export function assess(text: string, source: 'INPUT' | 'OUTPUT'): Assessment {
  const word = source === 'INPUT' ? BLOCKED_INPUT_WORD : BLOCKED_OUTPUT_WORD;
  const blocked = new RegExp(`\\b${word}\\b`, 'i').test(text);
  const usage = usageOf(text);
  const coverage = { textCharacters: { guarded: text.length, total: text.length } };
  const words = { customWords: [{ match: word, action: 'BLOCKED', detected: true }], managedWordLists: [] };
  const metrics = { guardrailProcessingLatency: 1, usage, guardrailCoverage: coverage };
  const assessment = { ...(blocked ? { wordPolicy: words } : {}), invocationMetrics: metrics };
  return { blocked, assessment, usage, coverage };
}

function usageOf(text: string): object {
  return {
    topicPolicyUnits: 0,
    contentPolicyUnits: 0,
    wordPolicyUnits: Math.ceil(text.length / CHARACTERS_PER_UNIT),
    sensitiveInformationPolicyUnits: 0,
    sensitiveInformationPolicyFreeUnits: 0,
    contextualGroundingPolicyUnits: 0,
  };
}

/** What a guardrail decided about one call of a model. */
export interface GuardrailVerdict {
  readonly intervened: boolean;
  /** `trace.guardrail` of Converse; absent unless the request asks for a trace. */
  readonly trace?: GuardrailTrace;
}

export interface GuardrailTrace {
  readonly modelOutput?: readonly string[];
  readonly inputAssessment: Readonly<Record<string, object>>;
  readonly outputAssessments?: Readonly<Record<string, readonly object[]>>;
}

/** Judges prompt and answer. A blocked prompt never reaches the model, so its answer is not judged. */
export function judge(choice: GuardrailChoice, prompt: string, answer: string): GuardrailVerdict {
  const id = guardrailId(choice);
  const input = assess(prompt, 'INPUT');
  const inputAssessment = { [id]: input.assessment };
  if (input.blocked) return { intervened: true, ...(choice.trace ? { trace: { inputAssessment } } : {}) };
  const output = assess(answer, 'OUTPUT');
  const trace = { modelOutput: [answer], inputAssessment, outputAssessments: { [id]: [output.assessment] } };
  return { intervened: output.blocked, ...(choice.trace ? { trace } : {}) };
}

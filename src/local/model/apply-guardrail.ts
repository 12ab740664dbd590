import { invalid } from './bedrock-errors.js';
import { assess, BLOCKED_MESSAGE, guardrailChoice } from './guardrail.js';
import {
  jsonBody,
  labelOf,
  objectOf,
  objectsOf,
  stringOf,
  type ModelAnswer,
  type ModelRequest,
} from './model-request.js';

/** ApplyGuardrail (BC bedrock-runtime). */
export function applyGuardrail(request: ModelRequest): ModelAnswer {
  guardrailChoice(labelOf(request, 'guardrailIdentifier'), labelOf(request, 'guardrailVersion'), undefined);
  const body = jsonBody(request.body);
  const { source } = body;
  if (source !== 'INPUT' && source !== 'OUTPUT') {
    throw invalid(
      `1 validation error detected: Value '${String(source)}' at 'source' failed to satisfy constraint: Member must satisfy enum value set: [INPUT, OUTPUT]`,
    );
  }
  const text = objectsOf(body['content'])
    .map((block) => stringOf(objectOf(block['text'])['text']) ?? '')
    .join('\n');
  const { blocked, assessment, usage, coverage } = assess(text, source);
  const json = {
    usage,
    action: blocked ? 'GUARDRAIL_INTERVENED' : 'NONE',
    actionReason: blocked ? 'Guardrail blocked.' : 'No action.',
    outputs: blocked ? [{ text: BLOCKED_MESSAGE }] : [],
    assessments: [assessment],
    guardrailCoverage: coverage,
  };
  return { prompt: text, headers: {}, content: { json } };
}

import { GatewayError } from '../errors.js';
import type { ApiService } from '../release/api-service.js';
import type { GatewayParts } from '../stack/gateway-outputs.js';
import type { Answer, ChatService, Question } from './chat-service.js';

/**
 * Asks a gateway that cannot be reached from here, by way of the control plane: API Gateway itself runs the method. The
 * answer comes in one piece, and no authorizer or usage plan is involved, so this proves the forwarder and Bedrock, not the
 * way of a client.
 */
export function chatThroughControlPlane(apis: ApiService, gateway: GatewayParts): ChatService {
  return {
    ask: async (question) => {
      const stage = await apis.stage(gateway.apiId, gateway.stageName);
      const response = await apis.testInvoke(gateway.apiId, {
        resourcePath: '/{proxy+}',
        method: 'POST',
        path: `/model/${encodeURIComponent(question.model)}/converse`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(converseBody(question)),
        stageVariables: stage?.variables ?? {},
      });
      if (response.status !== 200) throw refused(response.status, response.body, response.requestId);
      const answer = answerIn(response.body, question.model, response.latency);
      question.onText(answer.text);
      return { ...answer, requestId: response.requestId };
    },
  };
}

function converseBody(question: Question): object {
  return { messages: question.messages.map(({ role, text }) => ({ role, content: [{ text }] })) };
}

interface ConverseResponse {
  readonly output?: { readonly message?: { readonly content?: readonly { readonly text?: string }[] } };
  readonly stopReason?: string;
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
}

function answerIn(body: string, model: string, latency: number): Answer {
  const response = JSON.parse(body) as ConverseResponse;
  return {
    model,
    text: (response.output?.message?.content ?? []).map((block) => block.text ?? '').join(''),
    stopReason: response.stopReason ?? 'unknown',
    inputTokens: response.usage?.inputTokens ?? 0,
    outputTokens: response.usage?.outputTokens ?? 0,
    timeToFirstToken: latency,
    duration: latency,
  };
}

function refused(status: number, body: string, requestId: string | undefined): GatewayError {
  const next = status === 503 ? ['aigw deploy'] : [];
  return new GatewayError('service', `The gateway answered ${status}.`, {
    reason: body.slice(0, 500),
    next,
    requestId,
  });
}

import type { IncomingHttpHeaders } from 'node:http';
import { EventStreamMeter } from './event-stream-meter.js';
import type { Readings, ResponseMeter } from './readings.js';
import { TextMeter } from './text-meter.js';

/** The meter for an answer's content type. */
export function responseMeter(headers: IncomingHttpHeaders): ResponseMeter {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/vnd.amazon.eventstream')) return new EventStreamMeter();
  if (/^(?:application\/(?:[\w.-]+\+)?json|text\/event-stream)\b/.test(type)) return new TextMeter();
  return { observe: () => undefined, readings: () => ({}) };
}

/** Bedrock counts InvokeModel's tokens in headers, which is right for models whose bodies do not say (unverified in BC). */
export function headerReadings(headers: IncomingHttpHeaders): Readings {
  return {
    ...count('inputTokens', headers['x-amzn-bedrock-input-token-count']),
    ...count('outputTokens', headers['x-amzn-bedrock-output-token-count']),
  };
}

function count(key: 'inputTokens' | 'outputTokens', value: string | string[] | undefined): Readings {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? { [key]: Number(value) } : {};
}

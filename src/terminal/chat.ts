import type { Answer } from '../gateway/chat/chat-service.js';
import { colorsFor } from './colors.js';

/** `nova-lite · 12 in, 48 out · first token 210 ms · 1.9 s` */
export function renderAnswerFigures(answer: Answer): string {
  const parts = [
    answer.model,
    `${answer.inputTokens} tokens in, ${answer.outputTokens} out`,
    `first token after ${milliseconds(answer.timeToFirstToken)}`,
    `${milliseconds(answer.duration)} in all`,
    ...(answer.stopReason === 'end_turn' ? [] : [`stopped by ${answer.stopReason}`]),
  ];
  return colorsFor(process.stderr).dim(parts.join(' · '));
}

function milliseconds(value: number): string {
  return value < 1_000 ? `${value} ms` : `${(value / 1_000).toFixed(1)} s`;
}

import { createInterface } from 'node:readline/promises';
import type { Answer, Message, Question } from '../gateway/chat/chat-service.js';
import { renderAnswerFigures } from '../terminal/chat.js';
import { sanitized } from '../terminal/sanitize.js';
import { renderFailure, reportOf } from './failure.js';

type Ask = (question: Pick<Question, 'messages' | 'onText' | 'signal'>) => Promise<Answer>;

/** A conversation on the terminal: keeps what was said, Ctrl-C stops an answer (or leaves at the prompt), Ctrl-D ends. */
export async function converse(ask: Ask): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, prompt: '› ' });
  const messages: Message[] = [];
  let answering: AbortController | undefined;
  terminal.on('SIGINT', () => {
    if (answering) answering.abort();
    else terminal.close();
  });
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() !== '') {
      answering = new AbortController();
      await turn(ask, messages, line, answering.signal);
      answering = undefined;
    }
    terminal.prompt();
  }
}

/** One question and its answer. A turn that fails is forgotten, so that the conversation can go on. */
async function turn(ask: Ask, messages: Message[], line: string, signal: AbortSignal): Promise<void> {
  const onText = (text: string) => process.stdout.write(sanitized(text));
  const question: Message = { role: 'user', text: line };
  try {
    const answer = await ask({ messages: [...messages, question], onText, signal });
    messages.push(question, { role: 'assistant', text: answer.text });
    process.stderr.write(`\n${renderAnswerFigures(answer)}\n\n`);
  } catch (error) {
    process.stderr.write(signal.aborted ? '\n(stopped)\n\n' : `\n${renderFailure(reportOf(error))}\n`);
  }
}

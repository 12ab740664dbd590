import { GatewayError, isFailure } from '../gateway/errors.js';

/** Whether somebody is there to answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks yes or no; the default answer is no, and so is Ctrl-C: the caller tidies up after a no. */
export async function confirm(message: string): Promise<boolean> {
  try {
    return await ask<boolean>({ type: 'confirm', message, default: false });
  } catch (error) {
    if (isFailure(error, 'declined')) return false;
    throw error;
  }
}

/** Asks for a line of text, again and again until `validate` answers true. */
export function askText(
  message: string,
  options: { default?: string; validate?: (text: string) => true | string } = {},
): Promise<string> {
  return ask<string>({ type: 'input', message, ...options });
}

/** Lets the operator choose one of several. */
export function choose(
  message: string,
  choices: readonly { readonly name: string; readonly value: string }[],
  preset?: string,
): Promise<string> {
  return ask<string>({ type: 'select', message, choices: [...choices], default: preset });
}

type Question =
  | { type: 'confirm'; message: string; default: boolean }
  | { type: 'input'; message: string; default?: string; validate?: (text: string) => true | string }
  | { type: 'select'; message: string; choices: { name: string; value: string }[]; default?: string };

/** Asks on stderr, so that a piped result stays clean. Ctrl-C means that the operator leaves. */
async function ask<Answer>(question: Question): Promise<Answer> {
  const { default: inquirer } = await import('inquirer');
  const prompt = inquirer.createPromptModule({ output: process.stderr });
  try {
    const answers: { answer: unknown } = await prompt([{ ...question, name: 'answer' }]);
    return answers.answer as Answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
    throw new GatewayError('declined', 'Interrupted at the question; nothing was done after it.');
  }
}

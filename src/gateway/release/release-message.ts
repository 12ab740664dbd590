import { GatewayError } from '../errors.js';

const longest = 200;

/** Reads what an operator says of a release: one line of at most 200 characters. @throws GatewayError `usage` */
export function parseReleaseMessage(text: string): string {
  const message = text.trim();
  if (message !== '' && message.length <= longest && !/\p{Cc}/u.test(message)) return message;
  throw new GatewayError('usage', 'A message is one line of 1 to 200 characters.', {
    reason: 'It is kept in the description of the deployment.',
  });
}

const PIECE = /\s+|[\p{L}\p{N}\p{M}_]{1,8}|[^\s\p{L}\p{N}\p{M}_]/gu;
const SPACE = /^\s/u;

/**
 * How many tokens a text has here: one for every run of up to eight letters or digits, and one for every other visible
 * character. White space is free. Real models count otherwise; what matters is that this count never changes.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECE)) if (!SPACE.test(piece)) tokens++;
  return tokens;
}

/** Cuts a text into its tokens, each with the white space before it; joined they are the text again. */
export function splitTokens(text: string): string[] {
  const tokens: string[] = [];
  let space = '';
  for (const [piece] of text.matchAll(PIECE)) {
    if (SPACE.test(piece)) {
      space += piece;
      continue;
    }
    tokens.push(space + piece);
    space = '';
  }
  if (space !== '') tokens.push((tokens.pop() ?? '') + space);
  return tokens;
}

/**
 * Bytes of base64url as RFC 7515 has it: no padding, no white space, no other alphabet, no stray bits at the end; so a text
 * has one spelling only. Undefined for anything else.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  // Node reads much that is none; only what it would write itself is taken.
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

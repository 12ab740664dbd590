import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../../src/terminal/json-text.js';
import { sanitized, singleLine } from '../../../src/terminal/sanitize.js';
import { columns } from '../../../src/terminal/table.js';
import { terminalAttacks, terminalControls } from '../../support/terminal-attacks.js';

describe('the corpus of terminal attacks', () => {
  it.each(terminalAttacks)('given %s, then sanitised it is text', (_what, text) => {
    expect(terminalControls(sanitized(text))).toEqual([]);
  });

  it.each(terminalAttacks)('given %s where one line has to stay one, then it does', (_what, text) => {
    expect(terminalControls(singleLine(text))).toEqual([]);
    expect(singleLine(text)).not.toMatch(/[\n\t]/);
  });

  it.each(terminalAttacks)('given %s in a table, then it stays in its cell', (_what, text) => {
    expect(terminalControls(columns([[text, text]]).join('\n'))).toEqual([]);
  });

  it.each(terminalAttacks)('given %s, then JSON is text too, and reads back as it was', (_what, text) => {
    const json = jsonText({ message: text });
    expect(terminalControls(json)).toEqual([]);
    expect(JSON.parse(json)).toEqual({ message: text });
  });

  it('given any text, then JSON is harmless and exact', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = jsonText([text], 2);
        expect(terminalControls(json)).toEqual([]);
        expect(JSON.parse(json)).toEqual([text]);
      }),
    );
  });

  it('given the attacks as they are, then the check sees all but those made of plain text', () => {
    const unseen = terminalAttacks
      .filter(([, text]) => terminalControls(text).length === 0)
      .map(([what]) => what);
    expect(unseen).toEqual(['what invalid UTF-8 was read as', 'a forged line of the log']);
  });
});

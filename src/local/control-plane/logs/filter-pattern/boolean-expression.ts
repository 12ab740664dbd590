import type { PatternReader } from './pattern-reader.js';

/** Something that fits a subject or does not. */
export type Test<Subject> = (subject: Subject) => boolean;

/**
 * Reads tests joined by `&&` and `||`, `&&` binding closer, with parentheses.
 *
 * @param readTest reads one test
 */
export function readExpression<Subject>(reader: PatternReader, readTest: () => Test<Subject>): Test<Subject> {
  const alternatives = [readConjunction(reader, readTest)];
  while (takeOperator(reader, '||')) alternatives.push(readConjunction(reader, readTest));
  return any(alternatives);
}

function readConjunction<Subject>(reader: PatternReader, readTest: () => Test<Subject>): Test<Subject> {
  const tests = [readOperand(reader, readTest)];
  while (takeOperator(reader, '&&')) tests.push(readOperand(reader, readTest));
  return all(tests);
}

function readOperand<Subject>(reader: PatternReader, readTest: () => Test<Subject>): Test<Subject> {
  reader.skipSpace();
  if (!reader.take('(')) return readTest();
  const inner = readExpression(reader, readTest);
  reader.skipSpace();
  reader.expect(')');
  return inner;
}

function takeOperator(reader: PatternReader, operator: string): boolean {
  reader.skipSpace();
  return reader.take(operator);
}

function any<Subject>(tests: readonly Test<Subject>[]): Test<Subject> {
  return (subject) => tests.some((test) => test(subject));
}

function all<Subject>(tests: readonly Test<Subject>[]): Test<Subject> {
  return (subject) => tests.every((test) => test(subject));
}

import type { CompiledFilterPattern } from './compiled-pattern.js';
import { invalidCharacters } from './pattern-error.js';
import { PatternReader } from './pattern-reader.js';

type Kind = 'required' | 'excluded' | 'optional';

interface Term {
  readonly kind: Kind;
  isIn(message: string): boolean;
}

/**
 * A pattern of terms, phrases and regular expressions (CWL/FilterAndPatternSyntax): all required ones must be in the event, no
 * excluded one may be. Optional ones count only where there are no others: one of them must then be in it.
 *
 * @throws AwsError InvalidParameterException
 */
export function compileTermPattern(text: string): CompiledFilterPattern {
  const terms = readTerms(new PatternReader(text));
  const optional = terms.filter((term) => term.kind === 'optional');
  const required = terms.filter((term) => term.kind === 'required');
  const excluded = terms.filter((term) => term.kind === 'excluded');
  const onlyOptional = optional.length > 0 && optional.length === terms.length;
  return {
    matches: (message) => {
      if (onlyOptional) return optional.some((term) => term.isIn(message));
      return required.every((term) => term.isIn(message)) && !excluded.some((term) => term.isIn(message));
    },
    extract: () => ({}),
  };
}

function readTerms(reader: PatternReader): Term[] {
  const terms: Term[] = [];
  for (reader.skipSpace(); !reader.atEnd; reader.skipSpace()) {
    const kind = readKind(reader);
    terms.push({ kind, isIn: readTest(reader) });
    if (!reader.atEnd && reader.match(/\s/y) === undefined) throw reader.unexpected();
  }
  return terms;
}

function readKind(reader: PatternReader): Kind {
  if (reader.take('-')) return 'excluded';
  return reader.take('?') ? 'optional' : 'required';
}

function readTest(reader: PatternReader): (message: string) => boolean {
  const regex = reader.regex();
  if (regex) return (message) => regex.test(message);
  const phrase = reader.quoted();
  if (phrase === '') throw invalidCharacters('""');
  // A phrase of blanks matches everything, as documented.
  if (phrase !== undefined) return (message) => phrase.trim() === '' || message.includes(phrase);
  const term = reader.match(/[\p{L}\p{N}_]+/uy);
  if (term === undefined) throw reader.unexpected();
  return (message) => message.includes(term);
}

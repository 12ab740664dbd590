import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../src/local/errors.js';
import { compileFilterPattern } from '../../../src/local/control-plane/logs/filter-pattern/index.js';

const matching = (pattern: string, events: readonly string[]) => {
  const compiled = compileFilterPattern(pattern);
  return events.filter((event) => compiled.matches(event));
};

function refusal(pattern: string): AwsError {
  try {
    compileFilterPattern(pattern);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error(`The pattern ${pattern} was accepted.`);
}

describe('terms (examples of CWL/FilterAndPatternSyntax)', () => {
  const events = [
    '[ERROR 400] BAD REQUEST',
    '[ERROR 401] UNAUTHORIZED REQUEST',
    '[ERROR 419] MISSING ARGUMENTS',
    '[ERROR 420] INVALID ARGUMENTS',
    '[WARN 500] INTERNAL SERVER ERROR',
  ];
  const [bad, unauthorized, missing, invalid, internal] = events;

  it.each([
    ['a single term', 'REQUEST', [bad, unauthorized]],
    ['two terms: both', 'ERROR ARGUMENTS', [missing, invalid]],
    ['optional terms: either', '?REQUEST ?INVALID', [bad, unauthorized, invalid]],
    ['optional terms beside another: ignored', '?REQUEST INVALID', [invalid]],
    ['a phrase', '"INTERNAL SERVER ERROR"', [internal]],
    ['an excluded term', 'ERROR -ARGUMENTS', [bad, unauthorized, internal]],
    ['an excluded phrase', '-"SERVER ERROR" -ARGUMENTS', [bad, unauthorized]],
    ['blanks in quotes: everything', '" "', events],
    ['nothing: everything', '', events],
    ['another case: nothing', 'error', []],
    ['a regular expression', '%ERROR\\s4[0-9]{2}%', [bad, unauthorized, missing, invalid]],
    ['a regular expression with an alternative', '%BAD|MISSING%', [bad, missing]],
    ['an excluded regular expression', 'ERROR -%\\[ERROR\\s4[0-1]\\d\\]%', [invalid, internal]],
    ['escaped characters in a phrase', '"[ERROR 400]"', [bad]],
  ])('given %s, when events are filtered, then those match', (_, pattern, expected) => {
    expect(matching(pattern, events)).toEqual(expected);
  });

  it('given quotes in a phrase, when they are escaped, then they match quotes', () => {
    expect(matching('"say \\"hi\\""', ['he said: say "hi"', 'say hi'])).toEqual(['he said: say "hi"']);
  });

  it.each([
    ['%colou?r%', ['color', 'colour'], ['colr']],
    ['%10\\.10\\.0\\.1%', ['from 10.10.0.1'], ['from 10x10.0.1']],
    ['%^[hc]at%', ['hat trick', 'cat'], ['that', 'chat']],
    ['%[hc]at$%', ['that', 'cat'], ['cats']],
    ['%\\x28test\\x29%', ['a (test)'], ['a test']],
    ['%\\d{3}\\s\\w+%', ['503 Slow'], ['50 Slow']],
  ])('given the regular expression %s, then it matches %j and not %j', (pattern, yes, no) => {
    expect(matching(pattern, [...yes, ...no])).toEqual(yes);
  });
});

describe('JSON (examples of CWL/FilterAndPatternSyntax)', () => {
  const event = JSON.stringify({
    eventType: 'UpdateTrail',
    sourceIPAddress: '111.111.111.111',
    arrayKey: ['value', 'another value'],
    objectList: [
      { name: 'a', id: 1 },
      { name: 'b', id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
    OtherFlag: false,
    bandwidth: 80,
    latency: 20.5,
    errorCode: 400,
    number: [1e-3],
    coordinates: [[0, 1, 2]],
    actions: ['GET', 'PUT', 'DELETE'],
    'cluster.name': 'c',
    'detail-type': 'd',
    user: { id: 1, email: 'John.Stiles@example.com' },
    users: [{ id: 2, email: 'John.Doe@example.com' }],
    status: '503',
  });

  it.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ['{ $.eventType = UpdateTrail }', true],
    ['{ $.eventType = "*" }', true],
    ['{ $.eventType = %^Update% }', true],
    ['{ $.eventType != %^Update% }', false],
    ['{ $.sourceIPAddress = 111.111.* }', true],
    ['{ $.sourceIPAddress != 123.123.* }', true],
    ['{ $.sourceIPAddress != 111.* }', false],
    ['{ $.arrayKey[0] = "value" }', true],
    ['{ $.arrayKey[1] = "value" }', false],
    ['{ $.arrayKey[7] = "value" }', false],
    ['{ $.arrayKey[*] = "another*" }', true],
    ['{ $.objectList[1].id = 2 }', true],
    ['{ $.SomeObject IS NULL }', true],
    ['{ $.ThisFlag IS NULL }', false],
    ['{ $.SomeOtherObject NOT EXISTS }', true],
    ['{ $.SomeObject NOT EXISTS }', false],
    ['{ $.ThisFlag IS TRUE }', true],
    ['{ $.OtherFlag IS FALSE }', true],
    ['{ $.bandwidth > 75 }', true],
    ['{ $.bandwidth < 80 }', false],
    ['{ $.bandwidth >= 80 }', true],
    ['{ $.latency < 50 }', true],
    ['{ $.latency <= 20.5 }', true],
    ['{ $.errorCode = 400 }', true],
    ['{ $.errorCode = 4* }', true],
    ['{ $.errorCode != 500 }', true],
    ['{ $.number[0] = 1e-3 }', true],
    ['{ $.number[0] != 1e+3 }', true],
    ['{ $.coordinates[0][1] = 1 }', true],
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', true],
    ['{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "x" && $.actions[2] = "x" }', true],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "x") && $.actions[2] = "x" }',
      false,
    ],
    ["{ $.['cluster.name'] = c }", true],
    ['{ $["cluster.name"] = "c" }', true],
    ['{ $.detail-type = "d" }', true],
    ['{ $.status = 503 }', true],
    ['{ $.status = 5* }', true],
    ['{ $.status >= 500 }', false],
    ['{ $.user = "*" }', false],
    ['{ $.missing != "x" }', false],
    ['{$.errorCode=400&&$.bandwidth>75}', true],
  ])('given %s, when the event is tested, then it matches: %s', (pattern, expected) => {
    expect(compileFilterPattern(pattern).matches(event)).toBe(expected);
  });

  it.each(['plain text', '', '{"broken"', '"text"', '400', 'null'])(
    'given the event %j, which is no JSON object, when tested even for absence, then it never matches',
    (message) => {
      expect(compileFilterPattern('{ $.x NOT EXISTS }').matches(message)).toBe(false);
    },
  );
});

describe('fields between blanks (examples of CWL/FilterAndPatternSyntax)', () => {
  const get = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
  const put = '127.0.0.1 Prod jane [10/Oct/2000:13:35:22 -0700] "PUT /image.gif HTTP/1.0" 500 5324';
  const events = [get, put];

  it.each([
    ['[ip, environment, user, timestamp, request, status_code, bytes]', [get, put]],
    ['[ip, user, status_code]', []],
    ['[ip, environment, user, timestamp, request = *.html*, status_code = 4*, bytes]', [get]],
    ['[ip, environment, user, timestamp, request, status_code = 4* || status_code = 5*, bytes]', [get, put]],
    ['[..., status_code >= 500, bytes]', [put]],
    ['[ip, ..., bytes > 2000]', [put]],
    ['[ip, ...]', [get, put]],
    ['[..., request = %gif%, status_code, bytes]', [put]],
    ['[ip != 127.*, ...]', []],
    ['[ip, environment, user = "frank", ...]', [get]],
    ['[ip=%127\\.0\\.0\\.[1-9]%, environment, user, ...]', [get, put]],
    ['[..., bytes > 1000 && bytes < 2000]', [get]],
  ])('given %s, when events are filtered, then those match', (pattern, expected) => {
    expect(matching(pattern, events)).toEqual(expected);
  });

  it('given names and an ellipsis, when values are extracted, then fields without a name go by number', () => {
    expect(compileFilterPattern('[ip, ..., bytes]').extract(get)).toEqual({
      $ip: '127.0.0.1',
      $2: 'Prod',
      $3: 'frank',
      $4: '10/Oct/2000:13:25:15 -0700',
      $5: 'GET /index.html HTTP/1.0',
      $6: '404',
      $bytes: '1534',
    });
  });
});

describe('patterns that are refused', () => {
  it.each([
    ['name@example.com', "Invalid character(s) in term '@'"],
    ['a:b', "Invalid character(s) in term ':'"],
    ['foo-bar', "Invalid character(s) in term '-'"],
    ['"open', `Invalid character(s) in term '"'`],
    ['""', `Invalid character(s) in term '""'`],
    ['%a(b)%', "Invalid character(s) in term '('"],
    ['%something!%', "Invalid character(s) in term '!'"],
    ['%é%', "Invalid character(s) in term 'é'"],
    ['%a% %b% %c%', 'Invalid filter pattern: a pattern has at most 2 regular expressions'],
    ['{ $.a = 1', "Invalid filter pattern: If a filter pattern starts with '{' it must end with '}'"],
    ['{ $."detail-type" = "d" }', "Invalid character(s) in term '.'"],
    ['{ $.a > "x" }', undefined],
    ['{ $.a }', undefined],
    ['{}', undefined],
    ['[]', undefined],
    ['[a, ..., b, ...]', undefined],
    ['[status = 4* && bytes > 1000]', undefined],
    ['[a, b', undefined],
  ])('given %s, when it is compiled, then InvalidParameterException', (pattern, message) => {
    const error = refusal(pattern);
    expect(error).toMatchObject({ code: 'InvalidParameterException', status: 400 });
    if (message !== undefined) expect(error.message).toBe(message);
  });
});

describe('whatever comes', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '$',
      '.',
      '$.a',
      '=',
      '!=',
      '>=',
      '<',
      '&&',
      '||',
      '"',
      '"x"',
      '%',
      '%a.*%',
    ],
    ...['*', '...', ',', ' ', '-', '?', 'IS NULL', 'NOT EXISTS', '1e3', 'word', '\\', "'", '[0]', 'é', '😀'],
  );
  const pattern = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
  );
  const message = fc.oneof(fc.string(), fc.json(), fc.constant('1.2.3.4 - [a b] "c d" 5'));

  it('given any pattern and any message, then it is refused as invalid or answers, and nothing else', () => {
    fc.assert(
      fc.property(pattern, message, (text, event) => {
        let compiled;
        try {
          compiled = compileFilterPattern(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidParameterException' });
          return;
        }
        const matches = compiled.matches(event);
        expect(typeof matches).toBe('boolean');
        expect(typeof compiled.extract(event)).toBe('object');
        expect(compiled.matches(event)).toBe(matches);
      }),
      { numRuns: 3000 },
    );
  });

  it('given any word, then the phrase of it matches exactly the events that contain it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (word, event) => {
        fc.pre(word.trim() !== '' && word.length < 400);
        const quoted = `"${word.replace(/[\\"]/g, '\\$&')}"`;
        expect(compileFilterPattern(quoted).matches(event + word + event)).toBe(true);
        expect(compileFilterPattern(quoted).matches(event)).toBe(event.includes(word));
      }),
    );
  });
});

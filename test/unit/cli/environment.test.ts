import { describe, expect, it } from '@jest/globals';
import { assertSwitchVariables, misspeltVariables } from '../../../src/cli/environment.js';

const flags = [
  { type: 'boolean', env: 'AIGW_AUTHORIZER' },
  { type: 'option', env: 'AIGW_ENDPOINT_TYPE' },
  { type: 'boolean' },
];

describe('assertSwitchVariables', () => {
  it.each(['on', 'enabled', 'ture', '2'])(
    'given AIGW_AUTHORIZER=%s, then refuses instead of reading it as false',
    (value) => {
      expect(() => {
        assertSwitchVariables(flags, { AIGW_AUTHORIZER: value });
      }).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringContaining(value) }));
    },
  );

  it.each(['true', 'YES', '1', 'n', 'false', ''])('given AIGW_AUTHORIZER=%s, then takes it', (value) => {
    expect(() => {
      assertSwitchVariables(flags, { AIGW_AUTHORIZER: value, AIGW_ENDPOINT_TYPE: 'on' });
    }).not.toThrow();
  });
});

describe('misspeltVariables', () => {
  const known = ['AIGW_ENDPOINT_TYPE', 'AIGW_STACK', 'AWS_REGION'];

  it('given a variable that is nearly ours, then asks whether that was meant', () => {
    expect(misspeltVariables(known, { AIGW_ENDPOINT_TPYE: 'EDGE' })).toEqual([
      'AIGW_ENDPOINT_TPYE is no variable of aigw: did you mean AIGW_ENDPOINT_TYPE?',
    ]);
  });

  it.each(['AIGW_STACK', 'AIGW_API_KEY', 'AIGW_STATE_HOME', 'AIGW_SOMETHING_ELSE_ENTIRELY', 'AWS_REGOIN'])(
    'given %s, then says nothing',
    (name) => {
      expect(misspeltVariables(known, { [name]: 'x' })).toEqual([]);
    },
  );
});

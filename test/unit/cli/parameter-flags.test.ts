import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { givenParameters } from '../../../src/cli/parameter-flags.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aigw-parameters-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('givenParameters', () => {
  it('given the same parameter from everywhere, then own flag wins over --param, that over the file, that over the settings', async () => {
    const file = await parameterFile('EndpointType: EDGE\nThrottleRateLimit: 7\nVpcCidr: 10.1.0.0/16\n');
    const settings = {
      EndpointType: 'PRIVATE',
      ThrottleRateLimit: '1',
      VpcCidr: '10.0.0.0/16',
      EnableWaf: 'true',
    };
    const flags = {
      'param-file': file,
      param: ['ThrottleRateLimit=8', 'EndpointType=PRIVATE'],
      'endpoint-type': 'REGIONAL',
    };
    expect(await givenParameters(flags, settings)).toEqual({
      EndpointType: 'REGIONAL',
      ThrottleRateLimit: '8',
      VpcCidr: '10.1.0.0/16',
      EnableWaf: 'true',
    });
  });

  it('given the environment names a parameter and --param on the command line too, then what was typed wins', async () => {
    const flags = { 'endpoint-type': 'EDGE', authorizer: true, param: ['EndpointType=PRIVATE'] };
    const settings = { EndpointType: 'REGIONAL', EnableAuthorizer: 'false' };
    expect(await givenParameters(flags, settings, new Set(['param']))).toEqual({
      EndpointType: 'PRIVATE',
      EnableAuthorizer: 'true',
    });
  });

  it('given the file is named by the environment, then variables of flags win over it; given by a flag, then it wins', async () => {
    const flags = { 'param-file': await parameterFile('EndpointType: EDGE'), 'endpoint-type': 'PRIVATE' };
    expect(await givenParameters(flags, {}, new Set())).toEqual({ EndpointType: 'PRIVATE' });
    expect(await givenParameters(flags, {}, new Set(['param-file']))).toEqual({ EndpointType: 'EDGE' });
  });

  it('given the list of the AWS CLI, then reads it', async () => {
    const file = await parameterFile('[{"ParameterKey": "EnableWaf", "ParameterValue": "true"}]');
    expect(await givenParameters({ 'param-file': file }, {})).toEqual({ EnableWaf: 'true' });
  });

  it('given --no-authorizer, then sets false', async () => {
    expect(await givenParameters({ authorizer: false }, {})).toEqual({ EnableAuthorizer: 'false' });
  });

  it('given a value with an equals sign, then splits at the first', async () => {
    expect(await givenParameters({ param: ['A=b=c'] }, {})).toEqual({ A: 'b=c' });
  });

  it.each([['novalue'], ['=x']])('given --param %s, then a usage failure', async (text) => {
    await expect(givenParameters({ param: [text] }, {})).rejects.toMatchObject({ kind: 'usage' });
  });

  it.each(['{', '5', '[{"ParameterKey": "A"}]', 'A: { b: 1 }'])(
    'given the file %s, then a usage failure',
    async (text) => {
      const file = await parameterFile(text);
      await expect(givenParameters({ 'param-file': file }, {})).rejects.toMatchObject({ kind: 'usage' });
    },
  );
});

async function parameterFile(text: string): Promise<string> {
  const file = join(folder, 'parameters.yaml');
  await writeFile(file, text);
  return file;
}

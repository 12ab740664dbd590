import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf, type AigwRun } from '../support/aigw.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { breaches, documentedMembers } from '../support/json-contract.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { audience, tokenFor } from '../support/tenant-credentials.js';

let local: RunningTestAws;
let gateway: DeployedGateway;
beforeAll(async () => {
  local = await startTestAws();
  gateway = await deployedGateway(local);
}, 60_000);
afterAll(() => local.aws.stop());

const run = (argv: readonly string[], input?: string): Promise<AigwRun> =>
  aigw(['authorizer', ...argv], { endpoint: local.url, ...(input !== undefined && { input }) });

/** In the order of a gateway's life: each finds what the ones before it left. */
describe('aigw authorizer', () => {
  it('given nobody is there to ask, then changing authorization says that it needs --yes', async () => {
    expect(await run(['enable', '--tenant-keys'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/needs approval.*\n {2}.*\n {2}→ --yes/),
    });
  });

  it('given an issuer, then enable shows what changes, proves it, and prints what is documented', async () => {
    const issuer = `${local.url}/_aws/aigw/issuer`;
    const shown = await run(['enable', '--yes', '--issuer', issuer, '--audience', audience]);
    expect(shown).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /~ EnableAuthorizer +false → true\n.*~ AuthorizerIssuer +\(empty\) → http.*Verified by requests/s,
      ),
      stdout: expect.stringMatching(/^Authorization is on: .* proven by requests without a token/),
    });
    const again = await run(['enable', '--yes', '--ttl', '60', '--json']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(breaches(await documentedMembers('aigw authorizer enable'), resultOf(again))).toEqual([]);
  });

  it('given it is on, then status prints what is documented and --check passes', async () => {
    const status = await run(['status', '--check', '--json']);
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(breaches(await documentedMembers('aigw authorizer status'), resultOf(status))).toEqual([]);
    expect((await run(['status'])).stdout).toMatch(
      /^✔ Authorization is on.*ANY \/\{proxy\+\} +CUSTOM +CUSTOM/s,
    );
  });

  it('given a good token on standard input, then test accepts it and prints what is documented', async () => {
    const token = await tokenFor(local, 'acme');
    const accepted = await run(['test', '--json'], `Bearer ${token}\n`);
    expect(accepted).toMatchObject({ code: 0, stderr: '' });
    expect(breaches(await documentedMembers('aigw authorizer test'), resultOf(accepted))).toEqual([]);
    expect(resultOf(accepted)).toMatchObject({
      accepted: true,
      token: { tenant: 'acme' },
      request: { status: 400 },
    });
  });

  it('given a bad one, then says why, exits with 8 and never shows it, not even with --debug', async () => {
    const token = `${(await tokenFor(local, 'acme')).slice(0, -6)}AAAAAA`;
    const refused = await run(['test', '--debug'], token);
    expect(refused).toMatchObject({
      code: 8,
      stdout: expect.stringMatching(/Authorizer +does not accept it \(401\)/),
      stderr: expect.stringMatching(/its signature or key is/),
    });
    for (const part of token.split('.')) expect(refused.stdout + refused.stderr).not.toContain(part);
  });

  it('given a stack update alone turned it off, then status is red and --check exits with 8', async () => {
    await gateway.change({ EnableAuthorizer: 'false' });
    expect(await run(['status', '--check'])).toMatchObject({
      code: 8,
      stdout: expect.stringMatching(/✖ The draft authorizes .* otherwise than what is live/),
    });
    await gateway.change({ EnableAuthorizer: 'true' });
    expect((await run(['status', '--check'])).code).toBe(0);
  });

  it('given flush and disable, then both print what is documented', async () => {
    const flushed = await run(['flush', '--json']);
    expect(breaches(await documentedMembers('aigw authorizer flush'), resultOf(flushed))).toEqual([]);
    const disabled = await run(['disable', '--yes', '--json']);
    expect(breaches(await documentedMembers('aigw authorizer enable'), resultOf(disabled))).toEqual([]);
    expect(resultOf(disabled)).toMatchObject({ authorization: 'off', verified: { by: 'request' } });
  });
});

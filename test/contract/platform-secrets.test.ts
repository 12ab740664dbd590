import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let now: number;
let local: RunningTestAws;
let secrets: SecretsManagerClient;
beforeEach(async () => {
  now = Date.now();
  local = await startTestAws({ clock: { now: () => now, sleep: () => Promise.resolve() } });
  secrets = new SecretsManagerClient(local.client);
});
afterEach(() => local.aws.stop());

/** Lets time pass; the client's clock goes with it, as a real one would. */
function pass(ms: number): void {
  now += ms;
  secrets.config.systemClockOffset += ms;
}

describe('given a secret', () => {
  beforeEach(() =>
    secrets.send(
      new CreateSecretCommand({ Name: 'team/key', SecretString: 'one', Tags: [{ Key: 'a', Value: '1' }] }),
    ),
  );

  it.each(['name', 'ARN', 'ARN without its suffix'])(
    'when it is read by %s, then its current value comes',
    async (by) => {
      const { ARN = '' } = await secrets.send(new DescribeSecretCommand({ SecretId: 'team/key' }));
      expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:team\/key-[A-Za-z0-9]{6}$/);
      const id = { name: 'team/key', ARN, 'ARN without its suffix': ARN.slice(0, -7) }[by];
      expect(await secrets.send(new GetSecretValueCommand({ SecretId: id }))).toMatchObject({
        SecretString: 'one',
        VersionStages: ['AWSCURRENT'],
      });
    },
  );

  it('when a new value is put, then the one before is AWSPREVIOUS, and older ones have no stage', async () => {
    await secrets.send(new PutSecretValueCommand({ SecretId: 'team/key', SecretString: 'two' }));
    await secrets.send(
      new UpdateSecretCommand({ SecretId: 'team/key', SecretBinary: new Uint8Array([3]), Description: 'd' }),
    );
    const previous = await secrets.send(
      new GetSecretValueCommand({ SecretId: 'team/key', VersionStage: 'AWSPREVIOUS' }),
    );
    const current = await secrets.send(new GetSecretValueCommand({ SecretId: 'team/key' }));
    const { VersionIdsToStages = {}, Description } = await secrets.send(
      new DescribeSecretCommand({ SecretId: 'team/key' }),
    );
    expect(previous.SecretString).toBe('two');
    expect([...(current.SecretBinary ?? [])]).toEqual([3]);
    expect(Object.values(VersionIdsToStages).sort()).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
    expect(Description).toBe('d');
  });

  it('when a put is repeated with its token, then nothing changes; with another value, then it is refused', async () => {
    const put = {
      SecretId: 'team/key',
      ClientRequestToken: '11111111-1111-1111-1111-111111111111',
      SecretString: 'two',
    };
    const first = await secrets.send(new PutSecretValueCommand(put));
    expect((await secrets.send(new PutSecretValueCommand(put))).VersionId).toBe(first.VersionId);
    await expect(
      secrets.send(new PutSecretValueCommand({ ...put, SecretString: 'three' })),
    ).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('when it is created again, then the name is taken; with the same token, then it is the same request', async () => {
    await expect(
      secrets.send(new CreateSecretCommand({ Name: 'team/key', SecretString: 'x' })),
    ).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret team/key already exists.',
    });
    const twice = {
      Name: 'again',
      SecretString: 's',
      ClientRequestToken: '22222222-2222-2222-2222-222222222222',
    };
    const first = await secrets.send(new CreateSecretCommand(twice));
    expect((await secrets.send(new CreateSecretCommand(twice))).ARN).toBe(first.ARN);
  });

  it('when it is deleted, then its value is out of reach until it is restored', async () => {
    await secrets.send(new DeleteSecretCommand({ SecretId: 'team/key', RecoveryWindowInDays: 7 }));
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'team/key' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(secrets.send(new CreateSecretCommand({ Name: 'team/key' }))).rejects.toMatchObject({
      message:
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
    });
    await secrets.send(new RestoreSecretCommand({ SecretId: 'team/key' }));
    expect((await secrets.send(new GetSecretValueCommand({ SecretId: 'team/key' }))).SecretString).toBe(
      'one',
    );
  });

  it('when its recovery window is over, then it is gone', async () => {
    await secrets.send(new DeleteSecretCommand({ SecretId: 'team/key', RecoveryWindowInDays: 7 }));
    pass(7 * 86_400_000);
    await expect(secrets.send(new RestoreSecretCommand({ SecretId: 'team/key' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  it('when its deletion is forced, then the name is free at once, and forcing it again succeeds', async () => {
    const force = new DeleteSecretCommand({ SecretId: 'team/key', ForceDeleteWithoutRecovery: true });
    await secrets.send(force);
    await secrets.send(force);
    expect((await secrets.send(new CreateSecretCommand({ Name: 'team/key' }))).Name).toBe('team/key');
  });

  it('when it is tagged and untagged, then its tags are merged by key', async () => {
    await secrets.send(
      new TagResourceCommand({
        SecretId: 'team/key',
        Tags: [
          { Key: 'a', Value: '2' },
          { Key: 'b', Value: '3' },
        ],
      }),
    );
    await secrets.send(new UntagResourceCommand({ SecretId: 'team/key', TagKeys: ['b'] }));
    expect((await secrets.send(new DescribeSecretCommand({ SecretId: 'team/key' }))).Tags).toEqual([
      { Key: 'a', Value: '2' },
    ]);
  });
});

describe('given several secrets', () => {
  it('when they are listed in pages and by filter, then each comes once, and deleted ones only when asked for', async () => {
    for (const name of ['a-1', 'a-2', 'b-1']) await secrets.send(new CreateSecretCommand({ Name: name }));
    await secrets.send(new DeleteSecretCommand({ SecretId: 'a-2' }));
    const first = await secrets.send(new ListSecretsCommand({ MaxResults: 1 }));
    const second = await secrets.send(new ListSecretsCommand({ MaxResults: 1, NextToken: first.NextToken }));
    const names = [...(first.SecretList ?? []), ...(second.SecretList ?? [])].map((secret) => secret.Name);
    expect(names.sort()).toEqual(['a-1', 'b-1']);
    expect(second.NextToken).toBeUndefined();
    const filtered = await secrets.send(
      new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['a-'] }], IncludePlannedDeletion: true }),
    );
    expect(filtered.SecretList?.map((secret) => secret.Name).sort()).toEqual(['a-1', 'a-2']);
  });
});

describe('given rules for a random password', () => {
  it('when one is made, then it keeps them', async () => {
    const rules = fc.record({
      PasswordLength: fc.integer({ min: 5, max: 64 }),
      ExcludeCharacters: fc.constantFrom('', 'abc', '"@/\\'),
      ExcludePunctuation: fc.boolean(),
      ExcludeUppercase: fc.boolean(),
      IncludeSpace: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(rules, async (input) => {
        const { RandomPassword: password = '' } = await secrets.send(new GetRandomPasswordCommand(input));
        expect(password).toHaveLength(input.PasswordLength);
        expect([...password].some((letter) => input.ExcludeCharacters.includes(letter))).toBe(false);
        expect(/[A-Z]/.test(password)).toBe(!input.ExcludeUppercase);
        expect(/[!-/:-@[-`{-~]/.test(password)).toBe(!input.ExcludePunctuation);
        expect(password.includes(' ')).toBe(input.IncludeSpace);
        expect(password).toMatch(/[a-z].*[0-9]|[0-9].*[a-z]/);
      }),
      { numRuns: 30 },
    );
  });

  it('when nothing is left to choose from, then it is refused', async () => {
    await expect(
      secrets.send(
        new GetRandomPasswordCommand({
          ExcludeLowercase: true,
          ExcludeUppercase: true,
          ExcludeNumbers: true,
          ExcludePunctuation: true,
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';
import type { CredentialStore, Credentials } from './credentials.js';

/** The account of the local AWS, and the only one. */
export const LOCAL_ACCOUNT_ID = '123456789012';

/** The operator's permanent keys, as documented. */
const OPERATOR: Credentials = {
  accessKeyId: 'local',
  secretAccessKey: 'local',
  principalArn: `arn:aws:iam::${LOCAL_ACCOUNT_ID}:user/local`,
};

/** Keys that have expired already, to show what a client makes of them. */
const EXPIRED: Credentials = {
  accessKeyId: 'expired',
  secretAccessKey: 'expired',
  sessionToken: 'expired',
  principalArn: `arn:aws:sts::${LOCAL_ACCOUNT_ID}:assumed-role/expired/expired`,
  expiresAt: 0,
};

/** Keys in memory: temporary ones do not outlive the process, as the functions that hold them do not. */
export function createCredentialStore(clock: Clock): CredentialStore {
  const keys = new Map([OPERATOR, EXPIRED].map((credentials) => [credentials.accessKeyId, credentials]));
  return {
    find: (accessKeyId) => keys.get(accessKeyId),
    issue(principalArn, lifetimeSeconds) {
      const credentials: Credentials = {
        accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(96).toString('base64'),
        principalArn,
        ...(lifetimeSeconds === undefined ? {} : { expiresAt: clock.now() + lifetimeSeconds * 1000 }),
      };
      keys.set(credentials.accessKeyId, credentials);
      return credentials;
    },
  };
}

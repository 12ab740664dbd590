import { afterAll, beforeAll, beforeEach, describe, it } from '@jest/globals';
import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';

/** What SDK clients need to reach a control plane. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** A refused call fails the test at once. */
  readonly maxAttempts: 1;
}

/** A control plane under test: empty when a test starts. */
export interface ControlPlane {
  readonly name: 'the local AWS' | 'moto';
  /** For `new APIGatewayClient(plane.client())`. Only inside tests and hooks. */
  client(): ClientConfig;
  /** A case that moto gets wrong: the reason says how. */
  itOnlyLocally(reason: string, name: string, test: () => Promise<void>): void;
}

/**
 * The same tests against the local AWS, always, and against moto, when `AIGW_TEST_MOTO_URL` says where a moto server
 * listens (`test/peers/moto/run.sh` starts one). moto has one state for all: run such suites in one worker.
 */
export function describeOnEachControlPlane(subject: string, tests: (plane: ControlPlane) => void): void {
  describe(`${subject}, on the local AWS`, () => {
    tests(localPlane());
  });
  const moto = process.env.AIGW_TEST_MOTO_URL;
  if (moto === undefined || moto === '') return;
  describe(`${subject}, on moto`, () => {
    tests(motoPlane(moto));
  });
}

/** The local AWS on a port of its own, for suites that no second control plane can run. */
export function localPlane(): ControlPlane {
  const running: { aws?: LocalAws; url: string } = { url: '' };
  beforeAll(async () => {
    running.aws = createLocalAws({ port: 0, freshAccount: true });
    running.url = (await running.aws.start()).url;
  });
  afterAll(async () => {
    await running.aws?.stop();
  });
  let tests = 0;
  beforeEach(() => {
    tests += 1;
  });
  return {
    name: 'the local AWS',
    // Regions share nothing, so each test has one to itself.
    client: () => clientConfig(running.url, `us-test-${String(tests)}`),
    itOnlyLocally: (_reason, name, test) => {
      it(name, test);
    },
  };
}

function motoPlane(url: string): ControlPlane {
  beforeEach(async () => {
    await fetch(`${url}/moto-api/reset`, { method: 'POST' });
  });
  return {
    name: 'moto',
    client: () => clientConfig(url, 'us-east-1'),
    itOnlyLocally: (reason, name, test) => {
      it.skip(`${name} (moto: ${reason})`, test);
    },
  };
}

function clientConfig(endpoint: string, region: string): ClientConfig {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}

import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';

/** A local AWS inside the test process, as fast as it can be. */
export interface TestAws {
  readonly url: string;
  readonly aws: LocalAws;
  /** Orders CloudFormation to fail, as `/_aws/aigw/failures` takes it. */
  injectFailures(failures: readonly object[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a local AWS on a free port. Needs `npm run build` before, for the function worker. */
export async function startLocalAws(
  options: { pace?: number; stateDirectory?: string } = {},
): Promise<TestAws> {
  const aws = createLocalAws({ port: 0, pace: 0, tokenDelayMs: 0, ...options });
  const { url } = await aws.start();
  return {
    url,
    aws,
    injectFailures: async (failures) => {
      const response = await fetch(`${url}/_aws/aigw/failures`, {
        method: 'PUT',
        body: JSON.stringify(failures),
      });
      if (!response.ok) throw new Error(`failures were not taken: ${await response.text()}`);
    },
    stop: () => aws.stop(),
  };
}

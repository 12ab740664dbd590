import { createLocalAws, type LocalAws, type LocalAwsOptions } from '../../src/local/cloud.js';

/** The operator's credentials in the local AWS. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A local AWS for a test: any port, no waiting, nothing kept. */
export interface RunningTestAws {
  readonly aws: LocalAws;
  readonly url: string;
  readonly port: number;
  /** What it logged as its own failures. */
  readonly logged: readonly string[];
  /** Settings for an SDK client. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: typeof LOCAL_CREDENTIALS;
    readonly maxAttempts: number;
  };
}

export async function startTestAws(options: Partial<LocalAwsOptions> = {}): Promise<RunningTestAws> {
  const logged: string[] = [];
  const aws = createLocalAws({
    port: 0,
    pace: 0,
    tokenDelayMs: 0,
    log: (message) => {
      logged.push(message);
    },
    ...options,
  });
  const { url } = await aws.start();
  const client = { endpoint: url, region: 'us-east-1', credentials: LOCAL_CREDENTIALS, maxAttempts: 1 };
  return { aws, url, port: Number(new URL(url).port), logged, client };
}

import { STSClient } from '@aws-sdk/client-sts';

/** The region the AWS environment and configuration files name for a profile; undefined where they name none. */
export async function resolveRegion(profile: string | undefined): Promise<string | undefined> {
  try {
    return await new STSClient({ profile }).config.region();
  } catch {
    return undefined;
  }
}

import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsIdentity } from './real-bedrock.js';

/** The AWS SDK's default credential chain: environment, profiles, single sign-on, container and instance roles. */
export function defaultCredentials(): () => Promise<AwsIdentity> {
  return fromNodeProviderChain();
}

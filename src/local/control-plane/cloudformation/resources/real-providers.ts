import type { CloudFormationOptions } from '../options.js';
import type { ResourceProvider } from './provider.js';

/** Providers that act on the other services of the local AWS, by resource type. */
export function realProviders(_options: CloudFormationOptions): Record<string, ResourceProvider> {
  return {};
}

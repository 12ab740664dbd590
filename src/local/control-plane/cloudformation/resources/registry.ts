import type { ResourceProvider } from './provider.js';
import { recordedProvider } from './recorded.js';

/** Finds the provider of a resource type: a real one where the local AWS has the service, else the record keeper. */
export type ProviderRegistry = (type: string) => ResourceProvider;

/** @param real providers that act on other services of the local AWS, by type */
export function providerRegistry(real: Readonly<Record<string, ResourceProvider>>): ProviderRegistry {
  return (type) => real[type] ?? recordedProvider(type);
}

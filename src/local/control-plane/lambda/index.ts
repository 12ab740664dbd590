import type { FunctionRuntime } from '../../lambda/function-runtime.js';
import { LocalFunctionRuntime, type RuntimeOptions } from '../../lambda/index.js';
import type { LocalRegion } from '../../region.js';
import type { Service } from '../../service.js';
import { FunctionStore } from './function-store.js';
import { LambdaRoom } from './lambda-room.js';
import { aliasOperations } from './operations/aliases.js';
import { concurrencyOperations } from './operations/concurrency.js';
import { functionOperations } from './operations/functions.js';
import { invocationOperations } from './operations/invocations.js';
import { permissionOperations } from './operations/permissions.js';
import { tagOperations } from './operations/tags.js';
import { versionOperations } from './operations/versions.js';

export { zipInlineCode } from './inline-code.js';

/** Lambda in one region: its API, and the runtime that runs what is deployed. */
export function createLambda(
  region: LocalRegion,
  options: RuntimeOptions = {},
): Service & { readonly functions: FunctionRuntime } {
  const store = new FunctionStore(region);
  const functions = new LocalFunctionRuntime(region, store, options);
  const room = new LambdaRoom(region, store, functions);
  return {
    name: 'lambda',
    functions,
    operations: {
      ...functionOperations(room),
      ...versionOperations(room),
      ...aliasOperations(room),
      ...permissionOperations(room),
      ...concurrencyOperations(room),
      ...tagOperations(room),
      ...invocationOperations(room),
    },
    close: () => functions.close(),
  };
}

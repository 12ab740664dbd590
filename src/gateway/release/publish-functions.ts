import { GatewayError } from '../errors.js';
import type { FunctionService } from './function-service.js';
import type { FunctionVersions } from './release-description.js';
import type { CodeChoice, FunctionCode, ReleaseRequest, ReleaseTools } from './release-request.js';

type Functions = Pick<ReleaseRequest, 'functionNames' | 'code'>;

/**
 * Publishes a version of each function that holds the given code and the configuration of `$LATEST`.
 *
 * @param serving the versions that serve now: where one is what would be published, nothing is uploaded or published
 */
export async function publishFunctions(
  tools: Pick<ReleaseTools, 'functions' | 'progress'>,
  { functionNames, code }: Functions,
  serving: Partial<FunctionVersions>,
): Promise<FunctionVersions> {
  return tools.progress.step('Publishing function versions', async (step) => {
    const [forwarder, authorizer] = await Promise.all([
      publish(tools.functions, functionNames.forwarder, code.forwarder, serving.forwarder),
      publish(tools.functions, functionNames.authorizer, code.authorizer, serving.authorizer),
    ]);
    step.conclude(`Function versions: forwarder ${forwarder}, authorizer ${authorizer}`);
    return { forwarder, authorizer };
  });
}

/** Whether publishing would come to just these versions. Changes nothing. */
export async function arePublished(
  functions: FunctionService,
  { functionNames, code }: Functions,
  versions: Partial<FunctionVersions>,
): Promise<boolean> {
  const states = await Promise.all([
    stateOf(functions, functionNames.forwarder, code.forwarder, versions.forwarder),
    stateOf(functions, functionNames.authorizer, code.authorizer, versions.authorizer),
  ]);
  return states.every(({ published }) => published);
}

async function publish(
  functions: FunctionService,
  name: string,
  code: CodeChoice,
  serving: string | undefined,
): Promise<string> {
  const { upload, published, codeSha256 } = await stateOf(functions, name, code, serving);
  if (published && serving !== undefined) return serving;
  if (upload) await functions.updateCode(name, upload.zip);
  return functions.publish(name, codeSha256);
}

interface PublishingState {
  /** Whether the serving version is what publishing would make. */
  readonly published: boolean;
  /** What has to be uploaded first. */
  readonly upload?: FunctionCode;
  readonly codeSha256: string;
}

async function stateOf(
  functions: FunctionService,
  name: string,
  code: CodeChoice,
  version: string | undefined,
): Promise<PublishingState> {
  if (code === 'serving' && version !== undefined) return { published: true, codeSha256: '' };
  const [latest, serving] = await Promise.all([
    functions.latest(name),
    version === undefined ? undefined : functions.version(name, version),
  ]);
  if (code === 'latest' && serving && serving.codeSha256 !== latest.codeSha256) throw neverLive(name);
  const upload = typeof code === 'object' && latest.codeSha256 !== code.codeSha256 ? code : undefined;
  return {
    published: !upload && serving?.configuration === latest.configuration,
    upload,
    codeSha256: upload?.codeSha256 ?? latest.codeSha256,
  };
}

/** Code that was uploaded and undone, or overtaken by a rollback: nobody said that it should serve (decision 130). */
function neverLive(name: string): GatewayError {
  return new GatewayError('conflict', `Function ${name} holds other code than the code that serves.`, {
    reason: 'It was uploaded and undone, or a rollback went back behind it. Nothing was published.',
    next: ['Say which code is to serve: aigw authorizer enable --code FILE (or --bundled-code)'],
  });
}

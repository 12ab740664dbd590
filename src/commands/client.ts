import { Args } from '@oclif/core';
import { GatewayCommand } from '../cli/gateway-command.js';
import { modelFlag } from '../cli/model-flag.js';
import { askedOfClients, defaultModel } from '../gateway/client/client-credentials.js';
import { clientSnippet, snippetKinds } from '../gateway/client/snippets.js';
import { gatewayParts } from '../gateway/stack/gateway-outputs.js';
import { reachableUrl } from '../gateway/stack/reachable-url.js';
import { existingStack } from '../gateway/stack/status.js';

export default class Client extends GatewayCommand {
  static override summary =
    'Print a ready client for this gateway: boto3, js, curl, or environment variables.';
  static override description =
    'The snippet never holds a secret: it reads tokens and keys from the environment.';
  static override examples = [
    '<%= config.bin %> client env',
    '<%= config.bin %> client boto3 --local > ask.py',
  ];

  static override args = {
    kind: Args.string({ description: 'Kind of client.', required: true, options: [...snippetKinds] }),
  };

  static override flags = {
    model: modelFlag,
  };

  async run(): Promise<{ kind: string; snippet: string }> {
    const { args, flags } = await this.parse(Client);
    const { connection, stackName } = await this.target(flags);
    const stack = await existingStack(connection, stackName);
    const kind = snippetKinds.find((known) => known === args.kind) ?? 'env';
    const snippet = clientSnippet(kind, {
      url: reachableUrl(gatewayParts(stack), connection.endpoint),
      region: connection.region,
      model: flags.model ?? defaultModel(stack),
      ...askedOfClients(stack),
    });
    this.show(snippet);
    return { kind, snippet };
  }
}

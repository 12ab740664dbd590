import { Flags } from '@oclif/core';
import { AigwCommand } from '../../cli/base-command.js';
import { durationFlag } from '../../cli/duration-flag.js';
import { claimsIn, issueLocalToken, tokenAlgorithms, type IssuedToken } from '../../cli/local-token.js';
import { assertTenantId } from '../../gateway/tenant/tenant-id.js';
import { renderTokenNotes } from '../../terminal/local-token.js';

export default class LocalToken extends AigwCommand {
  static override summary = 'Print a JWT for a tenant, signed by the issuer of the local AWS.';
  static override description = `The token alone goes to standard output, so that it can be piped; what it holds goes to standard error.
The issuer serves its discovery document and keys as an OpenID provider does, so an authorizer of the local AWS can be pointed at it.
A claim of --claim takes the place of what is there otherwise: --claim exp=1 makes an expired token.`;

  static override examples = [
    '<%= config.bin %> local token --tenant acme',
    '<%= config.bin %> local token --tenant acme --audience gateway --ttl 15m --algorithm ES256 --claim tier=gold',
    'export AWS_BEARER_TOKEN_BEDROCK=$(<%= config.bin %> local token --tenant acme)',
  ];

  static override flags = {
    tenant: Flags.string({ description: 'Tenant it is for: its sub.', env: 'AIGW_TENANT', required: true }),
    audience: Flags.string({ description: 'Its aud; may be repeated.', multiple: true, helpValue: 'NAME' }),
    ttl: durationFlag({ description: 'How long it is valid (default: 1h).' }),
    claim: Flags.string({
      description: 'Further claim; a value that is JSON is taken as such. May be repeated.',
      multiple: true,
      helpValue: 'NAME=VALUE',
    }),
    algorithm: Flags.option({
      description: 'How it is signed.',
      options: tokenAlgorithms,
      default: 'RS256' as const,
    })(),
    port: Flags.integer({
      description: 'The local AWS on this port; without it the one that runs.',
      env: 'AIGW_LOCAL_PORT',
      helpValue: 'PORT',
    }),
  };

  async run(): Promise<IssuedToken> {
    const { flags } = await this.parse(LocalToken);
    assertTenantId(flags.tenant);
    const { audience = [], claim = [], algorithm, ttl } = flags;
    const order = {
      algorithm,
      ...(ttl !== undefined && { ttlSeconds: Math.ceil(ttl / 1_000) }),
      claims: {
        sub: flags.tenant,
        ...(audience.length > 0 && { aud: audience.length === 1 ? audience[0] : audience }),
        ...claimsIn(claim),
      },
    };
    const issued = await issueLocalToken(order, flags.port);
    this.show(issued.token);
    this.tell(renderTokenNotes(issued));
    return issued;
  }
}

/** Prints the roles of the template, resolved with everything on, as JSON: logical ID → properties. */
import { resolveTemplate } from '../../support/resolved-template.js';

const { Resources } = resolveTemplate({
  LambdaInVpc: 'true',
  EnableTracing: 'true',
  ManageApiGatewayAccount: 'true',
  GuardrailId: 'abc123',
  AllowedModels: 'amazon.nova-lite-v1:0,us.anthropic.*',
  AllowedServices: 'bedrock-runtime,bedrock,bedrock-agent-runtime,bedrock-agentcore,bedrock-mantle',
});
const roles = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
process.stdout.write(
  JSON.stringify(Object.fromEntries(roles.map(([id, { Properties }]) => [id, Properties]))),
);

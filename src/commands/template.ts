import { Flags } from '@oclif/core';
import { readFunctionText, readTemplateSource } from '../cli/bundle.js';
import { GatewayCommand, type Target } from '../cli/gateway-command.js';
import { flagOfParameter, givenParameters, parameterFlags } from '../cli/parameter-flags.js';
import { assertValidParameters } from '../gateway/stack/stack-intent.js';
import { withFunctionCode } from '../gateway/template/function-code.js';
import { describeParameters, type ParameterDescription } from '../gateway/template/parameters.js';
import { quickCreateUrl } from '../gateway/template/quick-create-url.js';
import { renderTemplate, renderTemplateBody } from '../gateway/template/render-template.js';
import { renderParameters } from '../terminal/parameters.js';

export default class Template extends GatewayCommand {
  static override summary =
    "Print the gateway's template: as sent, with the functions in it, its parameters, or a quick-create link.";
  static override description = `As sent, the functions hold code that only says to run aigw deploy. With --with-code they hold the real code, for pipelines that
deploy from S3; CloudFormation then owns what is live. A quick-create link opens the console with the form filled in.`;

  static override examples = [
    '<%= config.bin %> template > gateway.yaml',
    '<%= config.bin %> template --parameters',
    '<%= config.bin %> template --with-code --format json > gateway.json',
    '<%= config.bin %> template --launch-url https://bucket.s3.us-east-1.amazonaws.com/gateway.yaml --endpoint-type REGIONAL --authorizer',
  ];

  static override flags = {
    ...parameterFlags,
    format: Flags.option({
      description: 'Format to print.',
      options: ['yaml', 'json'] as const,
      default: 'yaml' as const,
    })(),
    parameters: Flags.boolean({
      description:
        'Print what the template can be told instead: every parameter, its default, what it may be.',
      exclusive: ['with-code', 'launch-url'],
    }),
    'with-code': Flags.boolean({
      description: 'Put the functions into the template.',
      exclusive: ['launch-url'],
    }),
    'launch-url': Flags.string({
      description: 'Print a quick-create link for the template at this S3 URL.',
      helpValue: 'S3_URL',
    }),
  };

  async run(): Promise<{ template: string } | { url: string } | { parameters: ParameterDescription[] }> {
    const { flags, raw } = await this.parse(Template);
    const source = await readTemplateSource(this.config.root);
    if (flags.parameters) {
      const parameters = describeParameters(source);
      this.show(renderParameters(parameters, flagOfParameter));
      return { parameters };
    }
    if (flags['launch-url'] !== undefined) {
      const target = await this.target(flags);
      const given = await givenParameters(flags, target.settings.parameters, this.typedFlags(raw));
      const url = launchUrl(flags['launch-url'], target, source, given);
      this.show(url);
      return { url };
    }
    const template = await this.#template(source, flags['with-code'], flags.format);
    this.show(template);
    return { template };
  }

  async #template(source: string, withCode: boolean, format: 'yaml' | 'json'): Promise<string> {
    if (withCode) return withFunctionCode(source, await readFunctionText(this.config.root), format);
    return format === 'yaml' ? renderTemplateBody(source) : renderTemplate(source, format);
  }
}

/** A link with parameters that the template would refuse helps nobody, so they are looked at here. */
function launchUrl(
  templateUrl: string,
  { connection: { region }, stackName }: Target,
  source: string,
  parameters: Readonly<Record<string, string>>,
): string {
  assertValidParameters(describeParameters(source), parameters, region);
  return quickCreateUrl({ templateUrl, region, stackName, parameters });
}

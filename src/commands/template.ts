import { Flags } from '@oclif/core';
import { readFunctionText, readTemplateSource } from '../cli/bundle.js';
import { GatewayCommand } from '../cli/gateway-command.js';
import { givenParameters, parameterFlags } from '../cli/parameter-flags.js';
import { withFunctionCode } from '../gateway/template/function-code.js';
import { quickCreateUrl } from '../gateway/template/quick-create-url.js';
import { renderTemplate, renderTemplateBody } from '../gateway/template/render-template.js';

export default class Template extends GatewayCommand {
  static override summary =
    "Print the gateway's template: as sent, with the functions in it, or as a quick-create link.";
  static override description = `As sent, the functions hold code that only says to run aigw deploy. With --with-code they hold the real code, for pipelines that
deploy from S3; CloudFormation then owns what is live. A quick-create link opens the console with the form filled in.`;

  static override examples = [
    '<%= config.bin %> template > gateway.yaml',
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
    'with-code': Flags.boolean({
      description: 'Put the functions into the template.',
      exclusive: ['launch-url'],
    }),
    'launch-url': Flags.string({
      description: 'Print a quick-create link for the template at this S3 URL.',
      helpValue: 'S3_URL',
    }),
  };

  async run(): Promise<{ template: string } | { url: string }> {
    const { flags } = await this.parse(Template);
    if (flags['launch-url'] !== undefined) {
      const { connection, stackName, settings } = await this.target(flags);
      const parameters = await givenParameters(flags, settings.parameters);
      const url = quickCreateUrl({
        templateUrl: flags['launch-url'],
        region: connection.region,
        stackName,
        parameters,
      });
      this.show(url);
      return { url };
    }
    const template = await this.#template(flags['with-code'], flags.format);
    this.show(template);
    return { template };
  }

  async #template(withCode: boolean, format: 'yaml' | 'json'): Promise<string> {
    const source = await readTemplateSource(this.config.root);
    if (withCode) return withFunctionCode(source, await readFunctionText(this.config.root), format);
    return format === 'yaml' ? renderTemplateBody(source) : renderTemplate(source, format);
  }
}

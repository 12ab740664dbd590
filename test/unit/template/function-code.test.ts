import { describe, expect, it } from '@jest/globals';
import { withFunctionCode } from '../../../src/gateway/template/function-code.js';
import { parseTemplate, type JsonObject } from '../../../src/gateway/template/template-document.js';
import { templateSource } from '../../support/resolved-template.js';

const code = {
  forwarder: "exports.handler = () => 'ä — \\u2028 😀';\n",
  authorizer: 'exports.handler = () => "no";\n',
};

function resourcesOf(body: string) {
  return parseTemplate(body).Resources;
}

describe('a template with the functions in it', () => {
  const resources = resourcesOf(withFunctionCode(templateSource, code));

  it('holds their code unchanged', () => {
    expect((resources['IntegrationLambda']?.['Properties'] as JsonObject)['Code']).toEqual({
      ZipFile: code.forwarder,
    });
    expect((resources['AuthorizerLambda']?.['Properties'] as JsonObject)['Code']).toEqual({
      ZipFile: code.authorizer,
    });
  });

  it('points the stage at versions and a deployment that are named by what they hold', () => {
    const stage = resources['BedrockApiGatewayStage']?.['Properties'] as JsonObject;
    const names =
      JSON.stringify([stage['Variables'], stage['DeploymentId']]).match(/[A-Za-z]+[0-9a-f]{8}/g) ?? [];
    expect(names).toHaveLength(3);
    for (const name of names) expect(resources).toHaveProperty(name);
    expect(JSON.stringify(resources)).not.toMatch(
      /"(ForwarderBootstrapVersion|AuthorizerBootstrapVersion|BedrockApiGatewayDeployment)"/,
    );
  });

  it('keeps the versions and the deployment that it replaces, for a stage may still name them', () => {
    const replaced = Object.entries(resources).filter(([id]) =>
      /(?:Version|Deployment)[0-9a-f]{8}$/.test(id),
    );
    expect(replaced).toHaveLength(3);
    for (const [, resource] of replaced)
      expect(resource).toEqual(
        expect.objectContaining({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }),
      );
  });

  it('publishes a new version of the function that changed, and of no other', () => {
    const changed = resourcesOf(
      withFunctionCode(templateSource, { ...code, forwarder: 'exports.handler = () => 2;' }),
    );
    const gone = Object.keys(resources).filter((id) => !(id in changed));
    expect(gone.map((id) => id.slice(0, -8))).toEqual(['ForwarderVersion']);
  });

  it('makes a new deployment when the API changed', () => {
    const changed = resourcesOf(
      withFunctionCode(templateSource.replace('PathPart: invoke', 'PathPart: ask'), code),
    );
    const gone = Object.keys(resources).filter((id) => !(id in changed));
    expect(gone.map((id) => id.slice(0, -8))).toEqual(['BedrockApiGatewayDeployment']);
  });

  it('is the same for the same source, in both formats', () => {
    expect(withFunctionCode(templateSource, code)).toBe(withFunctionCode(templateSource, code));
    expect(parseTemplate(withFunctionCode(templateSource, code, 'json'))).toEqual(
      parseTemplate(withFunctionCode(templateSource, code)),
    );
  });

  it('keeps every output', () => {
    expect(Object.keys(parseTemplate(withFunctionCode(templateSource, code)).Outputs)).toEqual(
      Object.keys(parseTemplate(templateSource).Outputs),
    );
  });
});

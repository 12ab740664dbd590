/** Kinds of client a snippet can be made for. */
export const snippetKinds = ['boto3', 'js', 'curl', 'env'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

/** What a snippet has to know of a gateway. */
export interface SnippetTarget {
  /** Base URL of the stage. */
  readonly url: string;
  readonly region: string;
  readonly model: string;
  /** Whether clients authenticate with a bearer token. */
  readonly bearer: boolean;
  /** What such a token may be, in words. */
  readonly tokens: string;
  /** Whether clients send an API key in `x-api-key`. */
  readonly apiKey: boolean;
}

/**
 * A ready client for a gateway. Secrets are never in it: it reads them from `AWS_BEARER_TOKEN_BEDROCK` and
 * `AIGW_API_KEY`.
 */
export function clientSnippet(kind: SnippetKind, target: SnippetTarget): string {
  return makers[kind](target);
}

const makers: Readonly<Record<SnippetKind, (target: SnippetTarget) => string>> = { boto3, js, curl, env };

function env({ url, region, bearer, tokens, apiKey }: SnippetTarget): string {
  return lines(
    '# Any AWS SDK or the AWS CLI: no change to the application.',
    `export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${shellQuoted(url)}`,
    // The AWS CLI 1 and boto3 know only the second of them.
    `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    bearer && `export AWS_BEARER_TOKEN_BEDROCK=${shellQuoted(`<${tokens}>`)}`,
    !bearer &&
      '# This gateway asks for no token, but an SDK does not start without a credential: any will do.',
    !bearer && 'export AWS_BEARER_TOKEN_BEDROCK=unused',
    apiKey && '# This gateway asks for an API key: the application must send it in the header x-api-key.',
  );
}

function curl({ url, model, bearer, apiKey }: SnippetTarget): string {
  const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] });
  return lines(
    `curl --fail-with-body --no-buffer ${shellQuoted(`${url}/model/${encodeURIComponent(model)}/converse`)} \\`,
    "  --header 'content-type: application/json' \\",
    bearer && '  --header "authorization: Bearer $AWS_BEARER_TOKEN_BEDROCK" \\',
    apiKey && '  --header "x-api-key: $AIGW_API_KEY" \\',
    `  --data ${shellQuoted(body)}`,
  );
}

function boto3({ url, region, model, bearer, apiKey }: SnippetTarget): string {
  return lines(
    apiKey && 'import os',
    apiKey && '',
    'import boto3',
    !bearer && 'from botocore import UNSIGNED',
    !bearer && 'from botocore.config import Config',
    '',
    bearer && '# Reads the token from AWS_BEARER_TOKEN_BEDROCK.',
    'bedrock = boto3.client(',
    '    "bedrock-runtime",',
    `    region_name=${JSON.stringify(region)},`,
    `    endpoint_url=${JSON.stringify(url)},`,
    !bearer && '    config=Config(signature_version=UNSIGNED),',
    ')',
    apiKey && 'bedrock.meta.events.register(',
    apiKey && '    "before-sign.bedrock-runtime.*",',
    apiKey && '    lambda request, **_: request.headers.add_header("x-api-key", os.environ["AIGW_API_KEY"]),',
    apiKey && ')',
    '',
    'response = bedrock.converse_stream(',
    `    modelId=${JSON.stringify(model)},`,
    '    messages=[{"role": "user", "content": [{"text": "Hello"}]}],',
    ')',
    'for event in response["stream"]:',
    '    print(event.get("contentBlockDelta", {}).get("delta", {}).get("text", ""), end="", flush=True)',
  );
}

function js({ url, region, model, bearer, apiKey }: SnippetTarget): string {
  return lines(
    "import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';",
    '',
    bearer && '// Reads the token from AWS_BEARER_TOKEN_BEDROCK.',
    'const bedrock = new BedrockRuntimeClient({',
    `  region: ${quoted(region)},`,
    `  endpoint: ${quoted(url)},`,
    !bearer && "  credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' },",
    '});',
    apiKey && 'bedrock.middlewareStack.add(',
    apiKey && '  (next) => (args) => {',
    apiKey && "    args.request.headers['x-api-key'] = process.env.AIGW_API_KEY;",
    apiKey && '    return next(args);',
    apiKey && '  },',
    apiKey && "  { step: 'build' },",
    apiKey && ');',
    '',
    'const { stream } = await bedrock.send(',
    '  new ConverseStreamCommand({',
    `    modelId: ${quoted(model)},`,
    "    messages: [{ role: 'user', content: [{ text: 'Hello' }] }],",
    '  }),',
    ');',
    'for await (const event of stream) {',
    "  process.stdout.write(event.contentBlockDelta?.delta?.text ?? '');",
    '}',
  );
}

function lines(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('\n');
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

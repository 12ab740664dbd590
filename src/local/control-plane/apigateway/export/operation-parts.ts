import type { Method } from '@aws-sdk/client-api-gateway';

const text = { type: 'string' };
const places: Record<string, string | undefined> = { header: 'header', querystring: 'query', path: 'path' };

/** Declared parameters, and those of the path that nobody declared. */
export function methodParameters(path: string, { requestParameters }: Method): object[] {
  const declared = Object.entries(requestParameters ?? {}).map(([parameter, required]) => {
    const [, , place = '', ...name] = parameter.split('.');
    return { name: name.join('.'), in: places[place] ?? place, required };
  });
  const inPath = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => ({
    name: name ?? '',
    in: 'path',
    required: true,
  }));
  const undeclared = inPath.filter(
    ({ name }) => !declared.some((known) => known.in === 'path' && known.name === name),
  );
  return [...declared, ...undeclared].map(({ name, in: place, required }) => ({
    name,
    in: place,
    ...((required || place === 'path') && { required: true }),
    schema: text,
  }));
}

export function requestBody({ requestModels }: Method): object | undefined {
  const content = contentOf(requestModels);
  return Object.keys(content).length > 0 ? { content, required: true } : undefined;
}

export function responses({ methodResponses }: Method): Record<string, object> {
  const described = Object.entries(methodResponses ?? {}).map(
    ([status, { responseModels, responseParameters }]) => {
      const headers = Object.keys(responseParameters ?? {})
        .filter((parameter) => parameter.startsWith('method.response.header.'))
        .map((parameter) => [parameter.slice('method.response.header.'.length), { schema: text }] as const);
      const response = {
        description: `${status} response`,
        ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
        content: contentOf(responseModels),
      };
      return [status, response] as const;
    },
  );
  return Object.fromEntries(described);
}

function contentOf(models: Record<string, string> | undefined): Record<string, object> {
  return Object.fromEntries(
    Object.entries(models ?? {}).map(([type, model]) => [
      type,
      { schema: { $ref: `#/components/schemas/${model}` } },
    ]),
  );
}

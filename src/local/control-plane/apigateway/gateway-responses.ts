import type {
  DeleteGatewayResponseRequest,
  GatewayResponse,
  GatewayResponses,
  GatewayResponseType,
  GetGatewayResponseRequest,
  GetGatewayResponsesRequest,
  PutGatewayResponseRequest,
  UpdateGatewayResponseRequest,
} from '@aws-sdk/client-api-gateway';
import {
  defaultStatusCode,
  defaultTemplates,
  effectiveResponse,
  effectiveResponses,
} from './gateway-response-defaults.js';
import { withEntryPatch } from './map-patches.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches, invalidPatchPath, type Patch } from './patch-operations.js';
import { badRequest, enumViolation, notFound, requireStatusCode } from './rejections.js';
import type { Tables } from './tables.js';

export function gatewayResponseOperations(tables: Tables): Operations {
  return {
    PutGatewayResponse: (input: PutGatewayResponseRequest) => put(tables, input),
    GetGatewayResponse: (input: GetGatewayResponseRequest) => {
      const type = requireType(input.responseType);
      return effectiveResponse(tables.api(input.restApiId).gatewayResponses, type);
    },
    GetGatewayResponses: (input: GetGatewayResponsesRequest): GatewayResponses => {
      const all = effectiveResponses(tables.api(input.restApiId).gatewayResponses);
      return page(all, ({ responseType }) => responseType ?? '', input);
    },
    UpdateGatewayResponse: (input: UpdateGatewayResponseRequest) => update(tables, input),
    DeleteGatewayResponse: (input: DeleteGatewayResponseRequest) => remove(tables, input),
  };
}

function put(tables: Tables, input: PutGatewayResponseRequest): GatewayResponse {
  const type = requireType(input.responseType);
  if (input.statusCode !== undefined) requireStatusCode(input.statusCode);
  const { gatewayResponses } = tables.api(input.restApiId);
  const statusCode = input.statusCode ?? defaultStatusCode(type);
  const templates = input.responseTemplates ?? {};
  const response: GatewayResponse = {
    responseType: type,
    ...(statusCode !== undefined && { statusCode }),
    responseParameters: { ...input.responseParameters },
    responseTemplates: Object.keys(templates).length > 0 ? { ...templates } : defaultTemplates(),
    defaultResponse: false,
  };
  gatewayResponses.set(type, response);
  return response;
}

/** Sets the response where it was not, from its default (LS). */
function update(tables: Tables, input: UpdateGatewayResponseRequest): GatewayResponse {
  const patches = checkedPatches(
    'updateGatewayResponseInput',
    input.patchOperations,
    typeViolations(input.responseType),
  );
  const { gatewayResponses } = tables.api(input.restApiId);
  const type = input.responseType as GatewayResponseType;
  const changed = patches.reduce(patched, effectiveResponse(gatewayResponses, type));
  gatewayResponses.set(type, { ...changed, defaultResponse: false });
  return { ...changed, defaultResponse: false };
}

function remove(tables: Tables, input: DeleteGatewayResponseRequest): object {
  const type = requireType(input.responseType);
  if (!tables.api(input.restApiId).gatewayResponses.delete(type)) {
    throw notFound('Gateway response type not defined on api');
  }
  return nothing;
}

function patched(response: GatewayResponse, patch: Patch): GatewayResponse {
  for (const member of ['responseParameters', 'responseTemplates'] as const) {
    if (!patch.path.startsWith(`/${member}/`)) continue;
    const { op, value } = patch;
    if (op === 'replace' && !(patchedName(patch, member) in (response[member] ?? {}))) {
      throw notFound('Invalid parameter name specified');
    }
    const map = withEntryPatch(response[member], `/${member}`, patch, () => {
      if (!value) throw badRequest(`Invalid null or empty value in ${member}`);
      return value;
    });
    return { ...response, [member]: map };
  }
  if (patch.path !== '/statusCode' || patch.op !== 'replace') throw invalidPatchPath(patch.path);
  requireStatusCode(patch.value);
  return { ...response, statusCode: patch.value };
}

function patchedName(patch: Patch, member: string): string {
  return patch.path
    .slice(member.length + 2)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

function requireType(type: string | undefined): GatewayResponseType {
  checkedPatches('', [], typeViolations(type));
  return type as GatewayResponseType;
}

// The order is AWS's own, in the message (LS).
const typesInMessage =
  'REQUEST_TOO_LARGE RESOURCE_NOT_FOUND AUTHORIZER_CONFIGURATION_ERROR MISSING_AUTHENTICATION_TOKEN BAD_REQUEST_BODY INVALID_SIGNATURE INVALID_API_KEY BAD_REQUEST_PARAMETERS AUTHORIZER_FAILURE UNAUTHORIZED INTEGRATION_TIMEOUT ACCESS_DENIED DEFAULT_4XX DEFAULT_5XX WAF_FILTERED QUOTA_EXCEEDED THROTTLED API_CONFIGURATION_ERROR UNSUPPORTED_MEDIA_TYPE INTEGRATION_FAILURE EXPIRED_TOKEN'.split(
    ' ',
  );

function typeViolations(type: string | undefined): string[] {
  return typesInMessage.includes(type ?? '')
    ? []
    : [enumViolation(type ?? 'null', 'responseType', typesInMessage)];
}

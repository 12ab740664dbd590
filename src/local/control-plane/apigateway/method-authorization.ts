import type { Method } from '@aws-sdk/client-api-gateway';
import { without } from './members.js';
import { badRequest } from './rejections.js';
import type { ApiRecord } from './tables.js';

const authorizationTypes = ['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS'];

/** The method under that authorization; only CUSTOM and COGNITO_USER_POOLS keep an authorizer (LS). */
export function withAuthorization(
  method: Method,
  type: string | undefined,
  authorizerId: string | undefined,
): Method {
  const open = without(method, 'authorizerId');
  const authorized = type === 'CUSTOM' || type === 'COGNITO_USER_POOLS';
  return { ...open, authorizationType: type, ...(authorized && authorizerId && { authorizerId }) };
}

/** Throws unless the authorizer exists and is of the kind the authorization type needs (LS). */
export function requireMethodAuthorization(api: ApiRecord, method: Method): void {
  const type = method.authorizationType ?? '';
  if (!authorizationTypes.includes(type)) {
    throw badRequest(
      `Invalid authorization type specified. Valid options are ${authorizationTypes.join(',')}`,
    );
  }
  if (type !== 'CUSTOM' && type !== 'COGNITO_USER_POOLS') return;
  const kind = api.authorizers.get(method.authorizerId ?? '')?.type;
  if (kind === undefined || (kind === 'COGNITO_USER_POOLS') !== (type === 'COGNITO_USER_POOLS')) {
    throw badRequest(
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    );
  }
}

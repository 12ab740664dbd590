import { acceptsSomebody } from './authorizer-settings.js';
import type {
  AuthorizerSide,
  AuthorizerStatus,
  Finding,
  MethodAuthorization,
  Protection,
} from './authorizer-status.js';

type Facts = Omit<AuthorizerStatus, 'findings' | 'agrees'>;

/** What an operator has to know of the authorization of a gateway, the dangerous first. */
export function findingsOf(facts: Facts): Finding[] {
  return [
    ...openMethods(facts),
    ...publicAndOpen(facts),
    ...uncheckedKeys(facts),
    ...differences(facts),
    ...nobody(facts),
    ...canaryNote(facts),
  ];
}

/** `POST /invoke` */
export function methodName({ method, path }: MethodAuthorization): string {
  return `${method} ${path}`;
}

/** The template says authorization is on, the live snapshot says it is not: the most dangerous state there is. */
function openMethods({ stack, methods, canary }: Facts): Finding[] {
  if (stack.authorizer === 'off') return [];
  const open = methods.filter(({ live }) => live?.authorization === 'NONE').map(methodName);
  const inCanary = canary
    ? methods.filter((each) => each.canary?.authorization === 'NONE').map(methodName)
    : [];
  return [
    ...(open.length > 0
      ? [
          danger(
            `OPEN: the stack says authorization is on, the live snapshot of ${listed(open)} says it is not`,
          ),
        ]
      : []),
    ...(inCanary.length > 0
      ? [danger(`OPEN in the canary: ${listed(inCanary)} asks for no authorization`)]
      : []),
  ];
}

function publicAndOpen({ stack, gateway, methods }: Facts): Finding[] {
  const open = methods.some(({ live }) => live?.authorization === 'NONE');
  if (!open || gateway.endpointType === 'PRIVATE' || stack.authorizer === 'on') return [];
  return [danger(`OPEN: the endpoint is ${gateway.endpointType}, and whoever finds it may use the models`)];
}

/** The authorizer lets every text of the right form pass, because API Gateway is to check it. */
function uncheckedKeys({ live, canary, methods }: Facts): Finding[] {
  const unchecked = (
    side: AuthorizerSide | undefined,
    protection: (of: MethodAuthorization) => Protection | undefined,
  ) =>
    side?.settings?.tenantKeys === true &&
    methods.some((each) => {
      const found = protection(each);
      return found !== undefined && found.authorization !== 'NONE' && !found.apiKeyRequired;
    });
  const text = 'OPEN: tenant keys are accepted by their form, and API Gateway is not asked to check them';
  return [
    ...(unchecked(live, (of) => of.live) ? [danger(text)] : []),
    ...(unchecked(canary, (of) => of.canary) ? [danger(`${text} (canary)`)] : []),
  ];
}

function differences({ methods, draft, live, canary }: Facts): Finding[] {
  const differing = methods.filter((each) => describe(each.draft) !== describe(each.live)).map(methodName);
  const settings = differingSettings(draft, live);
  const how = canary ? 'the canary tries it, or not yet all of it' : 'aigw deploy makes it live';
  return [
    ...(differing.length > 0
      ? [danger(`The draft authorizes ${listed(differing)} otherwise than what is live: ${how}`)]
      : []),
    ...(settings.length > 0
      ? [danger(`The draft has another ${settings.join(', ')} than what is live: ${how}`)]
      : []),
  ];
}

/** Names of what an authorizer accepts that differ, where both are known and clients meet an authorizer. */
function differingSettings(draft: AuthorizerSide, live: AuthorizerSide): string[] {
  const found: string[] = [];
  if (
    draft.cacheSeconds !== undefined &&
    live.cacheSeconds !== undefined &&
    draft.cacheSeconds !== live.cacheSeconds
  ) {
    found.push('cache time');
  }
  if (draft.settings && live.settings && live.cacheSeconds !== undefined) {
    const [here, there] = [draft.settings, live.settings];
    const names = {
      issuer: 'issuer',
      jwksUrl: 'JWKS URL',
      audiences: 'audience',
      algorithms: 'list of algorithms',
      tenantClaim: 'tenant claim',
      requiredClaims: 'list of required claims',
      tenantKeys: 'rule for tenant keys',
      code: 'code',
    } as const;
    for (const name of Object.keys(names) as (keyof typeof names)[]) {
      if (JSON.stringify(here[name]) !== JSON.stringify(there[name])) found.push(names[name]);
    }
  }
  return found;
}

function nobody({ stack, methods, live }: Facts): Finding[] {
  const found: Finding[] = [];
  const on = methods.some((each) => each.live !== undefined && each.live.authorization !== 'NONE');
  if (on && !live.settings)
    found.push(danger(`Version ${live.version} of the authorizer does not exist: nobody gets in`));
  if (on && live.settings && !acceptsSomebody(live.settings)) {
    found.push(note('Nobody gets in: the authorizer knows no issuer and accepts no tenant keys'));
  }
  const off = methods.every(({ live: here }) => here?.authorization === 'NONE' && !here.apiKeyRequired);
  if (off && stack.authorizer === 'off')
    found.push(note('Authorization is off: whoever reaches the endpoint may use the models'));
  return found;
}

function canaryNote({ canary }: Facts): Finding[] {
  return canary ? [note(`A canary takes ${canary.percent} % of the requests`)] : [];
}

function describe(protection: Protection | undefined): string {
  return JSON.stringify([protection?.authorization, protection?.apiKeyRequired]);
}

function danger(text: string): Finding {
  return { severity: 'danger', text };
}

function note(text: string): Finding {
  return { severity: 'note', text };
}

function listed(names: readonly string[]): string {
  return names.join(' and ');
}

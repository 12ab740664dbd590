import type { ApiStage, QuotaSettings, ThrottleSettings } from '@aws-sdk/client-api-gateway';
import { without, withMap } from './members.js';
import { unescapePointer, type Patch } from './patch-operations.js';
import { badRequest, conflict } from './rejections.js';
import type { Tables, UsagePlanRecord } from './tables.js';
import { parseApiStage, requireApiStage, unknownApiStage } from './usage-plan-rules.js';

type Plan = UsagePlanRecord['plan'];

const replaceable = [
  '/name',
  '/description',
  '/productCode',
  '/throttle/rateLimit',
  '/throttle/burstLimit',
  '/quota/limit',
  '/quota/period',
  '/quota/offset',
];

/** The plan after one patch (DG/patch-operations; GH boto/boto3#2629 for limits of a method). */
export function patchedUsagePlan(tables: Tables, plan: Plan, patch: Patch): Plan {
  if (patch.path === '/apiStages') return withStagePatch(tables, plan, patch);
  if (patch.path.startsWith('/apiStages/')) return withMethodThrottlePatch(plan, patch);
  if (patch.op === 'remove') return removed(plan, patch);
  if (patch.op !== 'replace' && patch.op !== 'add')
    throw refusal(patch, 'Please choose supported operations');
  const { path, value = '' } = patch;
  if (path === '/name' && value === '') throw badRequest('Usage Plan name cannot be empty');
  if (path === '/name' || path === '/description' || path === '/productCode') {
    return { ...plan, [path.slice(1)]: value };
  }
  if (path.startsWith('/throttle/'))
    return { ...plan, throttle: withLimit(plan.throttle, patch, '/throttle/') };
  if (path.startsWith('/quota/')) return { ...plan, quota: withQuotaPatch(plan.quota, patch) };
  throw refusal(patch, `Must be one of: [${replaceable.join(', ')}]`);
}

function removed(plan: Plan, patch: Patch): Plan {
  switch (patch.path) {
    case '/quota':
      return without(plan, 'quota');
    case '/throttle':
      return without(plan, 'throttle');
    case '/productCode':
      return without(plan, 'productCode');
    case '/description':
      return without(plan, 'description');
    default:
      throw refusal(patch, 'Please choose supported operations');
  }
}

function withStagePatch(tables: Tables, plan: Plan, patch: Patch): Plan {
  const { apiId, stage } = parseApiStage(patch.value);
  const attached = plan.apiStages ?? [];
  const others = attached.filter((one) => one.apiId !== apiId || one.stage !== stage);
  if (patch.op === 'add') {
    requireApiStage(tables, plan.id, { apiId, stage });
    if (others.length < attached.length) {
      throw conflict(`API Stage ${apiId}:${stage} is already associated with usage plan ${plan.id}`);
    }
    return { ...plan, apiStages: [...others, { apiId, stage }] };
  }
  if (patch.op !== 'remove') throw refusal(patch, 'Please choose supported operations');
  if (others.length === attached.length) throw unknownApiStage(plan.id, apiId, stage);
  return { ...plan, apiStages: others };
}

/** `/apiStages/{api}:{stage}/throttle[/{path}/{verb}[/rateLimit|/burstLimit]]`; the path's slashes may be escaped or not. */
function withMethodThrottlePatch(plan: Plan, patch: Patch): Plan {
  const [, target, method, limit] =
    /^\/apiStages\/([^/]+)\/throttle(?:\/(.+?))?(\/(?:rateLimit|burstLimit))?$/.exec(patch.path) ?? [];
  if (target === undefined) throw refusal(patch, 'Please choose supported operations');
  const { apiId, stage } = parseApiStage(target);
  const current = plan.apiStages?.find((one) => one.apiId === apiId && one.stage === stage);
  if (!current) throw unknownApiStage(plan.id, apiId, stage);
  const changed = patchedStage(current, method && methodKey(method), limit, patch);
  return { ...plan, apiStages: (plan.apiStages ?? []).map((one) => (one === current ? changed : one)) };
}

function patchedStage(
  stage: ApiStage,
  key: string | undefined,
  limit: string | undefined,
  patch: Patch,
): ApiStage {
  if (patch.op === 'remove' && limit === undefined) {
    const throttle = key === undefined ? {} : without(stage.throttle ?? {}, key);
    return withMap(stage, 'throttle', throttle);
  }
  if (key === undefined || limit === undefined || (patch.op !== 'add' && patch.op !== 'replace')) {
    throw refusal(patch, 'Please choose supported operations');
  }
  const limits = withLimit(stage.throttle?.[key], { ...patch, path: limit }, '/');
  return { ...stage, throttle: { ...stage.throttle, [key]: limits } };
}

/** `~1pets/GET` and `/pets/GET` are both `/pets/GET`. */
function methodKey(method: string): string {
  const plain = unescapePointer(method);
  return plain.startsWith('/') ? plain : `/${plain}`;
}

function withLimit(limits: ThrottleSettings | undefined, patch: Patch, base: string): ThrottleSettings {
  const member = patch.path.slice(base.length);
  if (member !== 'rateLimit' && member !== 'burstLimit') {
    throw refusal(patch, `Must be one of: [${replaceable.join(', ')}]`);
  }
  return { ...limits, [member]: numberOf(patch) };
}

function withQuotaPatch(quota: QuotaSettings | undefined, patch: Patch): QuotaSettings {
  const started = quota ?? { offset: 0 };
  switch (patch.path) {
    case '/quota/limit':
      return { ...started, limit: numberOf(patch) };
    case '/quota/offset':
      return { ...started, offset: numberOf(patch) };
    case '/quota/period':
      return { ...started, period: patch.value as QuotaSettings['period'] };
    default:
      throw refusal(patch, `Must be one of: [${replaceable.join(', ')}]`);
  }
}

function numberOf({ path, value = '' }: Patch): number {
  const read = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(read)) throw badRequest(`Invalid value '${value}' specified for path ${path}`);
  return read;
}

function refusal({ path, op }: Patch, hint: string): Error {
  return badRequest(`Invalid patch path  '${path}' specified for op '${op}'. ${hint}`);
}

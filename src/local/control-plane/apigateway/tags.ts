import type {
  GetTagsRequest,
  TagResourceRequest,
  Tags,
  UntagResourceRequest,
} from '@aws-sdk/client-api-gateway';
import { findApiKey } from './api-key-rules.js';
import { findDomainName } from './domain-names.js';
import { nothing, type Operations } from './operations.js';
import { badRequest } from './rejections.js';
import { findStage } from './stages.js';
import type { Tables } from './tables.js';
import { requireTags } from './tag-rules.js';
import { findUsagePlan } from './usage-plan-rules.js';

type TagMap = Record<string, string>;

/** Something tagged: its tags, and how to replace them. */
interface Tagged {
  readonly tags: TagMap;
  replace(tags: TagMap): void;
}

export function tagOperations(tables: Tables): Operations {
  return {
    GetTags: ({ resourceArn }: GetTagsRequest): Tags => ({ tags: findTagged(tables, resourceArn).tags }),
    TagResource: ({ resourceArn, tags }: TagResourceRequest) => {
      const tagged = findTagged(tables, resourceArn);
      const merged = { ...tagged.tags, ...tags };
      requireTags(merged);
      tagged.replace(merged);
      return nothing;
    },
    UntagResource: ({ resourceArn, tagKeys }: UntagResourceRequest) => {
      const tagged = findTagged(tables, resourceArn);
      const kept = Object.entries(tagged.tags).filter(([key]) => !tagKeys?.includes(key));
      tagged.replace(Object.fromEntries(kept));
      return nothing;
    },
  };
}

/** `arn:aws:apigateway:{region}::/{kind}/{id}[/stages/{name}]` (DG/arn-format-reference). */
function findTagged(tables: Tables, arn: string | undefined): Tagged {
  const [, path = ''] = /^arn:[\w-]+:apigateway:[\w-]*::\/(.+)$/.exec(arn ?? '') ?? [];
  const [kind, id = '', below, name, ...rest] = path.split('/');
  const isStage = kind === 'restapis' && below === 'stages' && name !== undefined && rest.length === 0;
  if (isStage) return taggedStage(tables, id, name);
  const find = below === undefined ? kinds[kind ?? ''] : undefined;
  if (!find) throw badRequest(`Invalid resource ARN specified: ${arn ?? 'null'}`);
  return find(tables, id);
}

const kinds: Record<string, ((tables: Tables, id: string) => Tagged) | undefined> = {
  restapis: (tables, id) => {
    const api = tables.api(id);
    return tagged(api.restApi, (restApi) => (api.restApi = restApi));
  },
  apikeys: (tables, id) => {
    const record = findApiKey(tables, id);
    return tagged(record.key, (key) => tables.apiKeys.set(id, { ...record, key }));
  },
  usageplans: (tables, id) => {
    const record = findUsagePlan(tables, id);
    return tagged(record.plan, (plan) => tables.usagePlans.set(id, { ...record, plan }));
  },
  domainnames: (tables, name) => {
    const { key, record } = findDomainName(tables, { domainName: name });
    return tagged(record.domainName, (domainName) => tables.domainNames.set(key, { ...record, domainName }));
  },
};

function taggedStage(tables: Tables, restApiId: string, stageName: string): Tagged {
  const { api, stage } = findStage(tables, restApiId, stageName);
  return tagged(stage, (changed) => api.stages.set(stageName, changed));
}

function tagged<T extends { tags?: TagMap | undefined }>(entity: T, store: (entity: T) => unknown): Tagged {
  return {
    tags: entity.tags ?? {},
    replace: (tags) => {
      store({ ...entity, tags });
    },
  };
}

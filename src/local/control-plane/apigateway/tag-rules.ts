import { badRequest } from './rejections.js';

/** Throws unless the tags are ones API Gateway takes: key up to 128 characters and not `aws:…`, value up to 256, 50 at most (BC). */
export function requireTags(tags: Record<string, string> | undefined): void {
  const entries = Object.entries(tags ?? {});
  if (entries.length > 50) throw badRequest('The number of tags exceeds the limit of 50');
  for (const [key, value] of entries) {
    if (key === '' || key.length > 128 || key.toLowerCase().startsWith('aws:')) {
      throw badRequest(`Invalid tag key specified: ${key}`);
    }
    if (value.length > 256) throw badRequest(`Invalid tag value specified for key: ${key}`);
  }
}

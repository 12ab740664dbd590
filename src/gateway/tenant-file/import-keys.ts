import { GatewayError } from '../errors.js';
import type { ImportedKeys } from '../tenant/api-key-service.js';
import { writeRecord, type TenantRecord } from '../tenant/tenant-record.js';
import type { BulkTools } from './bulk-tools.js';

/** A key to be made by ImportApiKeys. */
export interface KeyRow {
  readonly tenantId: string;
  readonly value: string;
  readonly record: TenantRecord;
  readonly enabled: boolean;
  readonly planId: string;
}

/** Keys of one file: AWS tells no limit, and a call that takes too long would be cut off. */
const keysInFile = 500;

/** API keys an account may have in a region; AWS does not raise it (DG/limits). */
const mostKeys = 10_000;

/**
 * Makes keys, each in its plan, 500 in a call. A file that is imported twice overwrites itself (AWS-facts §4): whoever is killed,
 * and imports the same values again, makes none twice.
 *
 * @returns ids of the keys in the order of the rows
 */
export function importKeys(
  { apiKeys, progress }: Pick<BulkTools, 'apiKeys' | 'progress'>,
  rows: readonly KeyRow[],
): Promise<readonly string[]> {
  return progress.step(`Importing ${rows.length} keys`, async (step) => {
    const ids: string[] = [];
    for (let at = 0; at < rows.length; at += keysInFile) {
      step.report(`${at} of ${rows.length}`);
      const part = rows.slice(at, at + keysInFile);
      const answer = await apiKeys.importCsv(csvOf(part));
      assertComplete(answer, part.length);
      ids.push(...answer.ids);
    }
    step.conclude(`Imported ${rows.length} keys`);
    return ids;
  });
}

/** Records have neither commas nor quotation marks, and ids and keys only letters, digits and `-_.`: nothing needs quoting. */
function csvOf(rows: readonly KeyRow[]): string {
  const lines = rows.map(({ tenantId, value, record, enabled, planId }) =>
    [tenantId, value, writeRecord(record), enabled ? 'TRUE' : 'FALSE', planId].join(','),
  );
  return ['Name,Key,Description,Enabled,UsagePlanIds', ...lines, ''].join('\n');
}

function assertComplete({ ids, warnings }: ImportedKeys, expected: number): void {
  if (ids.length === expected && warnings.length === 0) return;
  throw new GatewayError('verification', `API Gateway imported ${ids.length} of ${expected} keys.`, {
    reason: warnings[0],
    next: ['Run the same command again: it goes on with what is missing.'],
  });
}

/** @throws GatewayError `limit` where so many keys more would be too many for the account */
export function assertRoomForKeys(present: number, added: number): void {
  if (present + added <= mostKeys) return;
  throw new GatewayError('limit', `${added} more API keys are too many for this account.`, {
    reason: `It has ${present} in this region and may have ${mostKeys}, which AWS does not raise.`,
    next: ['Remove tenants that are gone: aigw tenant list --suspended', 'Or use another account or region.'],
  });
}

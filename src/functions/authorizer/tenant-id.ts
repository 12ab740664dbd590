/** Whether a text names a tenant: the grammar of the CLI, which this function imports nothing from (a test compares both). */
export function isTenantId(text: string): boolean {
  return /^[a-z0-9._-]{1,64}$/.test(text);
}

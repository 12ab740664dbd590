import { maskedKey } from './tenant-key.js';

/** A new key as `--json` prints it. */
export interface ShownNewKey {
  readonly id: string;
  /** Prefix and last four characters. */
  readonly masked: string;
  /** The secret, where it was asked for. */
  readonly value?: string;
  /** Where it was written to. */
  readonly file?: string;
}

export function shownKey(
  { id, value }: { readonly id: string; readonly value: string },
  show: boolean,
  file?: string,
): ShownNewKey {
  return { id, masked: maskedKey(value), ...(show && { value }), ...(file !== undefined && { file }) };
}

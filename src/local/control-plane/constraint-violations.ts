import { AwsError } from '../errors.js';

/**
 * Collects what is wrong with an input and says it as AWS services do: `2 validation errors detected: Value 'x' at 'y'
 * failed to satisfy constraint: …; Value …` (LS, recorded answers).
 */
export class ConstraintViolations {
  readonly #found: string[] = [];

  /** @param member path of the member as the message spells it, e.g. `memorySize` */
  required(member: string, value: unknown): this {
    if (value === undefined || value === null) this.#add(value, member, 'Member must not be null');
    return this;
  }

  range(member: string, value: number | undefined, least: number, most?: number): this {
    if (value === undefined) return this;
    if (value < least)
      this.#add(value, member, `Member must have value greater than or equal to ${String(least)}`);
    if (most !== undefined && value > most) {
      this.#add(value, member, `Member must have value less than or equal to ${String(most)}`);
    }
    return this;
  }

  length(member: string, value: string | readonly unknown[] | undefined, least: number, most: number): this {
    if (value === undefined) return this;
    if (value.length < least) {
      this.#add(value, member, `Member must have length greater than or equal to ${String(least)}`);
    }
    if (value.length > most)
      this.#add(value, member, `Member must have length less than or equal to ${String(most)}`);
    return this;
  }

  /** @param pattern as in the service's model: it must match the whole value */
  pattern(member: string, value: string | undefined, pattern: string): this {
    if (value !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
      this.#add(value, member, `Member must satisfy regular expression pattern: ${pattern}`);
    }
    return this;
  }

  oneOf(member: string, value: string | undefined, allowed: readonly string[]): this {
    if (value !== undefined && !allowed.includes(value)) {
      this.#add(value, member, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
    }
    return this;
  }

  /** @throws AwsError with status 400 when anything was found */
  throwAs(code = 'ValidationException'): void {
    const count = this.#found.length;
    if (count === 0) return;
    const errors = count === 1 ? 'error' : 'errors';
    throw new AwsError(code, `${String(count)} validation ${errors} detected: ${this.#found.join('; ')}`);
  }

  #add(value: unknown, member: string, constraint: string): void {
    const shown = value === undefined || value === null ? 'null' : `'${show(value)}'`;
    this.#found.push(`Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`);
  }
}

function show(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

import { AwsError } from '../../errors.js';

/** Throttles an operation beyond so many calls a second, with a bucket that holds a second's worth. */
export class CallRate {
  #tokens: number;
  #filledAt: number | undefined;

  constructor(private readonly perSecond: number) {
    this.#tokens = perSecond;
  }

  /** @throws AwsError ThrottlingException */
  admit(now: number): void {
    const passed = now - (this.#filledAt ?? now);
    this.#tokens = Math.min(this.perSecond, this.#tokens + (passed / 1_000) * this.perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) throw new AwsError('ThrottlingException', 'Rate exceeded');
    this.#tokens -= 1;
  }
}

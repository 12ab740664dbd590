/** Milliseconds of silence that need not mean that the log is late: lines usually come within one minute. */
const longestSilence = 120_000;

/** Knows whether the log still tells what is happening: what was healthy a while ago must not promote now. */
export class Blindness {
  #lastRead: number | undefined;
  #lastRequest: number | undefined;
  #failed = false;

  /** @param records what the log brought; undefined where it could not be read */
  note(now: number, records: readonly { readonly time: number }[] | undefined): void {
    this.#failed = records === undefined;
    if (!records) return;
    this.#lastRead = now;
    this.#lastRequest = records.reduce<number | undefined>(
      (latest, { time }) => (latest === undefined ? time : Math.max(latest, time)),
      this.#lastRequest,
    );
  }

  /** Why nothing can be concluded now; undefined where something can. */
  reason(now: number): string | undefined {
    if (this.#failed) return `the access log cannot be read${since(this.#lastRead)}`;
    const heard = this.#lastRequest;
    if (heard === undefined || now - heard <= longestSilence) return undefined;
    return `no request is in the access log${since(heard)}`;
  }
}

function since(time: number | undefined): string {
  return time === undefined ? '' : ` since ${new Date(time).toISOString().slice(11, 19)} UTC`;
}

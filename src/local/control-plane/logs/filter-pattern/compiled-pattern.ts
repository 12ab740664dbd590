/** A filter pattern ready to be used. Neither method throws, whatever the message. */
export interface CompiledFilterPattern {
  matches(message: string): boolean;
  /** What the pattern names in a message it matches, as TestMetricFilter shows it: `{ '$.status': '500' }`. */
  extract(message: string): Record<string, string>;
}

/** What use cases need of Secrets Manager. Implemented by `src/aws`. */
export interface SecretService {
  /**
   * The current value of a secret; undefined where there is none. It never appears in what is thrown.
   *
   * @param id ARN or name
   */
  value(id: string): Promise<string | undefined>;
}

/** What of our own commands works on a gateway, as it stands in a text. */
const gatewayCommand =
  /\baigw (deploy|status|destroy|chat|client|template|diff|top|(deployment|canary|stage|authorizer|tenant|plan|logs) [a-z]+)(?![\w-])/g;

/**
 * Completes the commands in a text by the flags that lead to the same gateway again: whoever works with `--local` must not be
 * told to type what would reach AWS. A flag that a line has already is not given twice.
 *
 * @param flags e.g. `--local`, `--region eu-west-1`
 */
export function addressed(text: string, flags: readonly string[]): string {
  if (flags.length === 0) return text;
  return text
    .split('\n')
    .map((line) => {
      const missing = flags.filter((flag) => !line.includes(flag.split(' ', 1)[0] ?? flag));
      return line.replace(gatewayCommand, (command) => [command, ...missing].join(' '));
    })
    .join('\n');
}

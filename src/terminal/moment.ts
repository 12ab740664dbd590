/** `2026-11-20 16:47 UTC`: the same for everybody who compares notes, whatever their locale. */
export function moment(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

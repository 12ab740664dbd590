/** `2026-11-20 20:04:05 +01:00`: the operator's own time, and how far it is from UTC, so that notes can be compared. */
export function localTime(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const here = new Date(time.getTime() + offset * 60_000).toISOString();
  const zone = offset === 0 ? 'UTC' : `${offset < 0 ? '-' : '+'}${hoursAndMinutes(Math.abs(offset))}`;
  return `${here.slice(0, 19).replace('T', ' ')} ${zone}`;
}

function hoursAndMinutes(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

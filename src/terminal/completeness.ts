import type { Completeness } from '../gateway/logs/completeness.js';
import { moment } from './moment.js';

/** `1,204 lines of 5,310 events · 3 late · 12 duplicates removed · no gaps` */
export function completenessText(shown: number, meter: Completeness): string {
  const { events, late, duplicates, sampled, throttled, reconnects, gaps } = meter;
  const parts = [
    `${number(shown)} ${shown === 1 ? 'line' : 'lines'} of ${number(events)} ${events === 1 ? 'event' : 'events'}`,
    `${number(late)} late`,
    `${number(duplicates)} duplicates removed`,
    gaps.length === 0 ? 'no gaps' : `${number(gaps.length)} ${gaps.length === 1 ? 'gap' : 'gaps'}`,
    ...(sampled > 0 ? [`sampled by the service ${number(sampled)}×, completed by polling`] : []),
    ...(throttled > 0 ? [`${number(throttled)}× slowed by the service`] : []),
    ...(reconnects > 0 ? [`${number(reconnects)}× reconnected`] : []),
  ];
  return parts.join(' · ');
}

/** A line for each gap: where lines may be missing, and why. */
export function gapLines({ gaps }: Completeness): string[] {
  return gaps.map(
    ({ group, from, to, reason }) =>
      `${group}, ${moment(new Date(from))} to ${moment(new Date(to))}: ${reason}`,
  );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

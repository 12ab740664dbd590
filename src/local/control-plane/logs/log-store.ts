import type { LocalRegion } from '../../region.js';
import { Arrivals } from './arrivals.js';
import type { LogLine, LogSink } from './log-sink.js';
import { lowerBound, type GroupRecord, type StoredEvent, type StreamRecord } from './log-record.js';
import { groupExists, groupNotFound, streamExists, streamNotFound } from './rejections.js';

/** Trimming is done in steps, so that it costs next to nothing for each event. */
const TRIM_STEP = 0.1;

const DAY = 24 * 60 * 60_000;

/** Groups, streams and events of one region. */
export class LogStore implements LogSink {
  /** Told of every event that is taken. */
  readonly arrivals = new Arrivals();
  readonly #region: LocalRegion;
  readonly #most: { readonly events: number; readonly bytes: number };
  #count: number | undefined;
  #bytes = 0;

  /** Beyond `most` of all logs together, the events that arrived first go. AWS keeps everything. */
  constructor(region: LocalRegion, most: { readonly mostEvents: number; readonly mostBytes: number }) {
    this.#region = region;
    this.#most = { events: most.mostEvents, bytes: most.mostBytes };
  }

  /** Writes what AWS itself logs; group and stream are made where they are missing. */
  write(groupName: string, streamName: string, lines: readonly LogLine[]): void {
    if (!this.#groups.has(groupName)) this.createGroup({ name: groupName });
    const streams = this.#streamsOf(groupName);
    const stream = streams.get(streamName) ?? this.createStream(groupName, streamName);
    this.append(groupName, stream, lines);
  }

  hasGroup(groupName: string): boolean {
    return this.#groups.has(groupName);
  }

  /** Groups by name, in order. */
  groups(): GroupRecord[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws AwsError ResourceNotFoundException */
  group(name: string): GroupRecord {
    const found = this.#groups.get(name);
    if (!found) throw groupNotFound();
    return found;
  }

  /** @throws AwsError ResourceAlreadyExistsException */
  createGroup(settings: Pick<GroupRecord, 'name'> & Partial<GroupRecord>): void {
    if (this.#groups.has(settings.name)) throw groupExists();
    this.putGroup({
      creationTime: this.#region.clock.now(),
      groupClass: 'STANDARD',
      deletionProtection: false,
      tags: {},
      ...settings,
    });
  }

  putGroup(record: GroupRecord): void {
    this.#groups.set(record.name, record);
  }

  deleteGroup(name: string): void {
    for (const stream of this.streams(name)) this.#forget(stream.events);
    this.#groups.delete(name);
    this.#allStreams.delete(name);
  }

  /** Streams of a group by name, in order. */
  streams(groupName: string): StreamRecord[] {
    return [...this.#streamsOf(groupName).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws AwsError ResourceNotFoundException */
  stream(groupName: string, streamName: string): StreamRecord {
    this.group(groupName);
    const found = this.#streamsOf(groupName).get(streamName);
    if (!found) throw streamNotFound();
    return found;
  }

  /** @throws AwsError ResourceNotFoundException, ResourceAlreadyExistsException */
  createStream(groupName: string, streamName: string): StreamRecord {
    this.group(groupName);
    const streams = this.#streamsOf(groupName);
    if (streams.has(streamName)) throw streamExists();
    const stream: StreamRecord = { name: streamName, creationTime: this.#region.clock.now(), events: [] };
    streams.set(streamName, stream);
    return stream;
  }

  deleteStream(groupName: string, streamName: string): void {
    this.#forget(this.stream(groupName, streamName).events);
    this.#streamsOf(groupName).delete(streamName);
  }

  append(groupName: string, stream: StreamRecord, lines: readonly LogLine[]): void {
    const ingestionTime = this.#region.clock.now();
    const counted = this.#counted();
    for (const { timestamp, message } of lines) {
      const event = { timestamp, ingestionTime, sequence: this.#nextSequence(), message };
      insert(stream.events, event);
      this.arrivals.tell({ groupName, streamName: stream.name, event });
      this.#bytes += message.length;
    }
    stream.lastIngestionTime = ingestionTime;
    this.#count = counted + lines.length;
    if (this.#count > this.#most.events * (1 + TRIM_STEP) || this.#bytes > this.#most.bytes) this.#trim();
  }

  /** Events of a stream that its group's retention has not expired. */
  retained(group: GroupRecord, stream: StreamRecord): readonly StoredEvent[] {
    if (group.retentionInDays === undefined) return stream.events;
    const oldest = this.#region.clock.now() - group.retentionInDays * DAY;
    const first = lowerBound(stream.events, { timestamp: oldest, sequence: 0 });
    return first === 0 ? stream.events : stream.events.slice(first);
  }

  #trim(): void {
    const next = this.#sequence.get('next') ?? 0;
    const wanted = this.#bytes > this.#most.bytes ? this.#counted() * (1 - 2 * TRIM_STEP) : this.#most.events;
    const oldest = next - Math.floor(wanted);
    for (const streams of this.#allStreams.values()) {
      for (const stream of streams.values()) {
        stream.events = stream.events.filter((event) => event.sequence >= oldest);
      }
    }
    this.#recount();
  }

  #counted(): number {
    return this.#count ?? this.#recount();
  }

  /** Counts what is there, also after a restart. */
  #recount(): number {
    this.#count = 0;
    this.#bytes = 0;
    for (const streams of this.#allStreams.values()) {
      for (const stream of streams.values()) {
        this.#count += stream.events.length;
        for (const event of stream.events) this.#bytes += event.message.length;
      }
    }
    return this.#count;
  }

  #forget(events: readonly StoredEvent[]): void {
    this.#count = this.#counted() - events.length;
    for (const event of events) this.#bytes -= event.message.length;
  }

  #nextSequence(): number {
    const sequence = this.#sequence.get('next') ?? 1;
    this.#sequence.set('next', sequence + 1);
    return sequence;
  }

  #streamsOf(groupName: string): Map<string, StreamRecord> {
    let streams = this.#allStreams.get(groupName);
    if (!streams) {
      streams = new Map();
      this.#allStreams.set(groupName, streams);
    }
    return streams;
  }

  get #groups(): Map<string, GroupRecord> {
    return this.#region.state.table('logs/groups');
  }

  get #allStreams(): Map<string, Map<string, StreamRecord>> {
    return this.#region.state.table('logs/streams');
  }

  get #sequence(): Map<string, number> {
    return this.#region.state.table('logs/sequence');
  }
}

/** Keeps the order of timestamps; nearly always the event goes to the end. */
function insert(events: StoredEvent[], event: StoredEvent): void {
  const last = events.at(-1);
  if (!last || last.timestamp <= event.timestamp) events.push(event);
  else events.splice(lowerBound(events, event), 0, event);
}

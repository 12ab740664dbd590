import type { LogEvent } from '../gateway/logs/log-service.js';
import type { QuotedText } from '../gateway/logs/quoted-text.js';
import { MemberNames } from '../gateway/logs/text-members.js';
import { JsonBytes } from './json-bytes.js';

/** What an answer of FilterLogEvents holds (BC FilterLogEvents). */
export interface EventsAnswer {
  readonly events: readonly LogEvent[];
  readonly nextToken?: string;
}

/**
 * Reads an answer of FilterLogEvents. The SDK would make values of all of it, by schema; this leaves messages where they are until
 * somebody reads them, and is several times as fast (docs/decisions/164).
 *
 * @throws SyntaxError for what is not JSON, or not of these kinds
 */
export function readEventsAnswer(bytes: Buffer, group: string): EventsAnswer {
  return new AnswerReader(bytes, group).read();
}

const answerNames = new MemberNames(['events', 'nextToken']);
const eventNames = new MemberNames(['message', 'timestamp', 'ingestionTime', 'eventId', 'logStreamName']);

class AnswerReader {
  readonly #json: JsonBytes;
  #stream: QuotedText | undefined;

  constructor(
    private readonly bytes: Buffer,
    private readonly group: string,
  ) {
    this.#json = new JsonBytes(bytes);
  }

  read(): EventsAnswer {
    const json = this.#json;
    let events: readonly LogEvent[] = [];
    let nextToken: string | undefined;
    if (json.opensObject()) {
      do {
        const name = json.name(answerNames);
        if (name === 0) events = this.#events();
        else if (name === 1) nextToken = json.textOrNull()?.text;
        else json.skip();
      } while (json.hasMember());
    }
    json.end();
    return { events, nextToken };
  }

  #events(): LogEvent[] {
    const events: LogEvent[] = [];
    if (this.#json.opensList()) {
      do events.push(this.#event());
      while (this.#json.hasItem());
    }
    return events;
  }

  #event(): LogEvent {
    const json = this.#json;
    const event = new AnsweredEvent(this.group, this.bytes);
    if (json.opensObject()) {
      do {
        const name = json.name(eventNames);
        if (name === 0) event.quoted = json.text();
        else if (name === 1) event.timestamp = json.count();
        else if (name === 2) event.ingestionTime = json.count();
        else if (name === 4) event.stream = this.#streamName();
        else {
          if (name === 3) event.idAt = json.at;
          json.skip();
        }
      } while (json.hasMember());
    }
    return event;
  }

  /** Most events of a page are of the stream of the one before: its name is there already. */
  #streamName(): string {
    if (!this.#stream || !this.#json.takesSame(this.#stream)) this.#stream = this.#json.text();
    return this.#stream.text;
  }
}

class AnsweredEvent implements LogEvent {
  stream = '';
  timestamp = 0;
  ingestionTime: number | undefined;
  quoted: QuotedText | undefined;
  /** Where its id stands: only who follows logs asks for it. */
  idAt: number | undefined;
  readonly #bytes: Buffer;

  constructor(
    readonly group: string,
    bytes: Buffer,
  ) {
    this.#bytes = bytes;
  }

  get id(): string | undefined {
    return this.idAt === undefined ? undefined : new JsonBytes(this.#bytes, this.idAt).text().text;
  }

  get message(): string {
    return this.quoted?.text ?? '';
  }
}

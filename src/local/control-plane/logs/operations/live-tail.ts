import type {
  LiveTailSessionLogEvent,
  StartLiveTailRequest,
  StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../../errors.js';
import type { Arrival } from '../arrivals.js';
import { ConstraintViolations } from '../../constraint-violations.js';
import { compileFilterPattern } from '../filter-pattern/index.js';
import { nameInArn } from '../log-names.js';
import type { LogsRoom } from '../logs-room.js';
import { readableAt } from '../readable.js';
import { groupNotFound, invalidParameter } from '../rejections.js';

/** Between two updates (BC StartLiveTail: "every second"). */
const UPDATE_MS = 1_000;
/** Sessions of an account at once (CWL/cloudwatch_limits_cwl). */
const MOST_SESSIONS = 15;

/** Following logs as they come. */
export function liveTailOperation(room: LogsRoom) {
  const sessions = new Set<LiveTailSession>();
  return {
    StartLiveTail: (input: StartLiveTailRequest, context: { readonly requestId: string }) => {
      const session = new LiveTailSession(room, input);
      if (sessions.size >= MOST_SESSIONS)
        throw new AwsError('LimitExceededException', 'Resource limit exceeded.');
      sessions.add(session);
      const ended = () => sessions.delete(session);
      return { responseStream: session.stream(context.requestId, ended) };
    },
  };
}

class LiveTailSession {
  readonly #groups: readonly string[];
  readonly #wants: (arrival: Arrival) => boolean;
  /** Not delivered yet: the newest ones, since a reader who is slow loses the oldest. */
  #waiting: Arrival[] = [];
  #sampled = false;

  constructor(
    private readonly room: LogsRoom,
    private readonly input: StartLiveTailRequest,
  ) {
    checkInput(input);
    this.#groups = groupsOf(room, input);
    this.#wants = filterOf(this.#groups, input);
  }

  /** A generator that was never begun has no `finally`; so whoever gets it begins it by reading. */
  async *stream(requestId: string, ended: () => void): AsyncGenerator<StartLiveTailResponseStream> {
    const { clock } = this.room.region;
    const until = clock.now() + this.room.options.liveTailSessionMs;
    const stop = this.room.store.arrivals.listen((arrival) => {
      if (this.#wants(arrival)) this.#waiting.push(arrival);
    });
    try {
      yield { sessionStart: this.#start(requestId) };
      while (clock.now() < until) {
        await clock.sleep(UPDATE_MS);
        yield { sessionUpdate: this.#update(clock.now()) };
      }
      throw new AwsError('SessionTimeoutException', 'The session has timed out.');
    } finally {
      stop();
      ended();
    }
  }

  #start(requestId: string) {
    const { logGroupIdentifiers, logStreamNames, logStreamNamePrefixes, logEventFilterPattern } = this.input;
    return {
      requestId,
      sessionId: randomUUID(),
      logGroupIdentifiers,
      logStreamNames: logStreamNames ?? [],
      logStreamNamePrefixes: logStreamNamePrefixes ?? [],
      logEventFilterPattern: logEventFilterPattern ?? '',
    };
  }

  #update(now: number) {
    const { liveTailEventsPerSecond, readableAfterMs } = this.room.options;
    const readable = ({ event }: Arrival) => readableAt(event, readableAfterMs) <= now;
    const ready = this.#waiting.filter(readable);
    this.#waiting = readableAfterMs === 0 ? [] : this.#waiting.filter((arrival) => !readable(arrival));
    this.#sampled = ready.length > liveTailEventsPerSecond;
    return {
      sessionMetadata: { sampled: this.#sampled },
      sessionResults: ready.slice(-liveTailEventsPerSecond).map((arrival) => this.#result(arrival)),
    };
  }

  #result({ groupName, streamName, event }: Arrival): LiveTailSessionLogEvent {
    return {
      logStreamName: streamName,
      logGroupIdentifier: `${this.room.region.accountId}:${groupName}`,
      message: event.message,
      timestamp: event.timestamp,
      ingestionTime: event.ingestionTime,
    };
  }
}

function checkInput(input: StartLiveTailRequest): void {
  new ConstraintViolations()
    .required('logGroupIdentifiers', input.logGroupIdentifiers)
    .length('logGroupIdentifiers', input.logGroupIdentifiers, 1, 10)
    .length('logStreamNames', input.logStreamNames, 1, 10)
    .length('logStreamNamePrefixes', input.logStreamNamePrefixes, 1, 10)
    .length('logEventFilterPattern', input.logEventFilterPattern, 0, 1024)
    .throwAs('InvalidParameterException');
  const byStream = input.logStreamNames ?? input.logStreamNamePrefixes;
  if (byStream && input.logGroupIdentifiers && input.logGroupIdentifiers.length > 1) {
    throw invalidParameter('Log streams can be specified only when a single log group is specified.');
  }
  if (input.logStreamNames && input.logStreamNamePrefixes) {
    throw invalidParameter('Specify either logStreamNames or logStreamNamePrefixes, not both.');
  }
}

/** ARNs, without `:*` (BC StartLiveTail). */
function groupsOf(room: LogsRoom, input: StartLiveTailRequest): string[] {
  return (input.logGroupIdentifiers ?? []).map((arn) => {
    const name = arn.endsWith(':*') ? undefined : nameInArn(arn);
    if (name === undefined) throw invalidParameter(`Invalid log group ARN: ${arn}`);
    if (!room.store.hasGroup(name)) throw groupNotFound();
    if (room.store.group(name).groupClass === 'STANDARD') return name;
    throw new AwsError(
      'InvalidOperationException',
      'Live Tail is available only for the Standard log class.',
    );
  });
}

function filterOf(
  groups: readonly string[],
  { logStreamNames, logStreamNamePrefixes, logEventFilterPattern }: StartLiveTailRequest,
): (arrival: Arrival) => boolean {
  const pattern = compileFilterPattern(logEventFilterPattern ?? '');
  return ({ groupName, streamName, event }) =>
    groups.includes(groupName) &&
    (logStreamNames?.includes(streamName) ?? true) &&
    (logStreamNamePrefixes?.some((prefix) => streamName.startsWith(prefix)) ?? true) &&
    pattern.matches(event.message);
}

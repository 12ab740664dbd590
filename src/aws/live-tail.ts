import {
  CloudWatchLogsClient,
  StartLiveTailCommand,
  type LiveTailSessionUpdate,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ConnectionOptions } from '../gateway/connection.js';
import { GatewayError } from '../gateway/errors.js';
import type { LiveTailRequest, LiveTailUpdate } from '../gateway/logs/log-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained } from './explain-failure.js';

const doing = 'following logs by Live Tail';

/**
 * Begins a Live Tail session with a client of its own, which is gone with it: a socket that has streamed is not used again.
 *
 * @returns when the service says that the session has started
 */
export function startLiveTail(
  options: ConnectionOptions,
  request: LiveTailRequest,
): Promise<AsyncIterable<LiveTailUpdate>> {
  const client = equip(new CloudWatchLogsClient(liveTailConfiguration(options)), options);
  return explained(doing, async () => {
    const command = new StartLiveTailCommand({
      logGroupIdentifiers: [...request.groupArns],
      logEventFilterPattern: request.pattern,
    });
    const { responseStream } = await client.send(command, { abortSignal: request.signal });
    const session = responseStream?.[Symbol.asyncIterator]();
    const first = await session?.next();
    if (!session || first?.done !== false || first.value.sessionStart === undefined) throw notStarted();
    return updates(client, session);
  });
}

/** An update comes each second, also without events: after so many milliseconds of silence the connection is dead. */
const longestSilence = 15_000;

/** The SDK puts `stream-` before the host name, which only AWS's own names have. */
function liveTailConfiguration(options: ConnectionOptions) {
  const configuration = clientConfiguration(options);
  const requestHandler = { ...configuration.requestHandler, socketTimeout: longestSilence };
  return { ...configuration, requestHandler, disableHostPrefix: options.endpoint !== undefined };
}

async function* updates(
  client: CloudWatchLogsClient,
  session: AsyncIterator<StartLiveTailResponseStream>,
): AsyncGenerator<LiveTailUpdate> {
  try {
    for (;;) {
      const { done, value } = await explained(doing, () => session.next());
      if (done) return;
      if (value.sessionUpdate) yield toUpdate(value.sessionUpdate);
    }
  } finally {
    client.destroy();
  }
}

function toUpdate({ sessionMetadata, sessionResults = [] }: LiveTailSessionUpdate): LiveTailUpdate {
  const events = sessionResults.map((event) => ({
    group: groupName(event.logGroupIdentifier ?? ''),
    stream: event.logStreamName ?? '',
    timestamp: event.timestamp ?? 0,
    ingestionTime: event.ingestionTime,
    message: event.message ?? '',
  }));
  return { events, sampled: sessionMetadata?.sampled ?? false };
}

/** `123456789012:name` (BC LiveTailSessionLogEvent), or an ARN. */
function groupName(identifier: string): string {
  return /^(?:arn:[^:]*:logs:[^:]*:\d*:log-group:|\d{12}:)?([^:]+)/.exec(identifier)?.[1] ?? identifier;
}

function notStarted(): GatewayError {
  return new GatewayError('service', 'Live Tail did not start a session.', {
    reason: 'The stream ended before the service said that the session had started.',
  });
}

import { renderContext } from './context-variables.js';
import { logStreamName, type Exchange } from './exchange.js';

/**
 * Writes the request's line into the stage's access log, and a canary request's also into `{group}/Canary`
 * (DG/canary-release). A group that does not exist takes nothing; Firehose destinations are not implemented here.
 */
export function writeAccessLog(exchange: Exchange): void {
  const { destinationArn, format } = exchange.live.stage.accessLogSettings ?? {};
  const group = /:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(destinationArn ?? '')?.[1];
  const { logSink, clock } = exchange.region;
  if (!group || !format || !logSink.hasGroup(group)) return;
  const line = { timestamp: clock.now(), message: accessLogLine(exchange, format) };
  const stream = logStreamName(exchange);
  logSink.write(group, stream, [line]);
  if (exchange.isCanary) logSink.write(`${group}/Canary`, stream, [line]);
}

/**
 * One line in the stage's format. Missing values print `-`, and in a JSON format values are escaped for JSON (both
 * seen on AWS in 2024, GH DataBiosphere/azul#4348); `error.messageString` brings its own quotes.
 */
export function accessLogLine(exchange: Exchange, format: string): string {
  const isJson = format.trimStart().startsWith('{');
  return renderContext(exchange, format.trimEnd(), (value, path) => {
    if (value === undefined) return path === 'error.messageString' && isJson ? '"-"' : '-';
    return isJson && path !== 'error.messageString'
      ? JSON.stringify(value).slice(1, -1)
      : value.replace(/[\r\n]+/g, ' ');
  });
}

import { runLocal, untilAskedToEnd, type LocalSettings } from './run-local.js';
import type { StartReport } from './lifecycle.js';

/** The process behind `aigw local start --detach`. Its one argument is a `LocalSettings` in JSON; it reports to its parent. */
async function main(): Promise<void> {
  const settings = JSON.parse(process.argv[2] ?? '{}') as LocalSettings;
  const log = (message: string) => {
    process.stderr.write(`${new Date().toISOString()} ${message}\n`);
  };
  process.on('unhandledRejection', (reason) => {
    log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
  });
  const asked = untilAskedToEnd();
  const local = await runLocal(settings, log);
  log(`listening on ${local.running.url}`);
  report({ running: local.running });
  log(`${await asked}: stopping`);
  await local.stop();
  log('stopped');
}

function report(message: StartReport): void {
  if (process.connected) process.send?.(message, () => process.disconnect());
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${error instanceof Error ? (error.stack ?? message) : message}\n`);
    report({ failure: { name, message } });
    process.exitCode = 1;
  },
);

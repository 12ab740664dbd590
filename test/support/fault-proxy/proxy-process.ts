import { FaultProxyServer } from './proxy-server.js';
import type { Command, Report } from './proxy-messages.js';

/** The process of a fault proxy: takes commands from the process that started it, and ends with it. */
const target = process.argv[2];
if (target === undefined) throw new Error('Usage: proxy-process.ts TARGET_URL');
const server = new FaultProxyServer(new URL(target));

process.on('message', (command: Command) => {
  if (command.type === 'configure') server.configure(command.config);
  if (command.type === 'watch') server.watch(command.process);
  if (command.type === 'aim') server.aim(new URL(command.target));
  report({ type: 'reply', id: command.id, requests: command.type === 'requests' ? server.requests : [] });
});
process.on('disconnect', () => {
  process.exit(0);
});

report({ type: 'listening', port: await server.listen() });

function report(message: Report): void {
  process.send?.(message);
}

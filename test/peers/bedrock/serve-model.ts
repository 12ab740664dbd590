import { startModelServer } from '../../support/model-server.js';

/** Serves the local model until standard input closes; prints where. Started by run.sh. */
const server = await startModelServer();
process.stdout.write(`${server.endpoint}\n`);
process.stdin.resume();
process.stdin.once('end', () => void server.stop());

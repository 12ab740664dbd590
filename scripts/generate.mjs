// Writes what is derived from the commands: oclif.manifest.json, docs/commands and the command list in the README.
// With --check it fails where what is committed differs.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const check = process.argv.includes('--check');

const before = await snapshot();
run('node', 'scripts/build.mjs');
await rm('oclif.manifest.json', { force: true });
await rm('docs/commands', { recursive: true, force: true });
run('npx', '--no-install', 'oclif', 'manifest');
await sortManifest();
run('npx', '--no-install', 'oclif', 'readme', '--multi', '--output-dir', 'docs/commands', '--no-aliases');
const after = await snapshot();

const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
  (file) => before.get(file) !== after.get(file),
);
if (changed.length > 0) console.log(`${check ? 'out of date' : 'written'}: ${changed.join(', ')}`);
else console.log('generated files are up to date');
if (check && changed.length > 0) {
  console.error('Run `npm run generate` and commit what it writes.');
  process.exitCode = 1;
}

async function snapshot() {
  const pages = await readdir('docs/commands').catch(() => []);
  const files = ['oclif.manifest.json', 'README.md', ...pages.map((page) => join('docs/commands', page))];
  const contents = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => undefined)));
  return new Map(files.map((file, index) => [file, contents[index]]));
}

function run(command, ...argv) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const env = { ...process.env, NODE_ENV: 'production', AIGW_VERSION: version };
  const { status, stdout, stderr } = spawnSync(command, argv, { encoding: 'utf8', env });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

/** oclif lists commands as the folder happens to, which differs from one machine to the next. */
async function sortManifest() {
  const manifest = JSON.parse(await readFile('oclif.manifest.json', 'utf8'));
  const commands = Object.entries(manifest.commands).sort(([one], [other]) => (one < other ? -1 : 1));
  const sorted = { ...manifest, commands: Object.fromEntries(commands) };
  await writeFile('oclif.manifest.json', `${JSON.stringify(sorted, null, 2)}`);
}

/**
 * The authorizer against bare `crypto.verify` and against jose, in the same run: what a token costs from its text to its tenant, all
 * checks included, one after the other as a function gets them. And how long its code takes to load, against `node:crypto` alone.
 *
 * Figures are processor time: it depends little on what else the machine does, and jose works in a thread of its own. Batches alternate,
 * and the figures are medians over batches.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { buildFunctions } from '../build-functions.mjs';
import { median } from './statistics.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BATCHES = 151;
const BATCH = 100;
const LOADS = 41;
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'gateway';
/** As many claims as an access token of a usual identity provider has. */
const CLAIMS = {
  aud: AUDIENCE,
  azp: '0oa8gq3z1kX2vQh9Y4x7',
  client_id: '0oa8gq3z1kX2vQh9Y4x7',
  jti: 'AT.0mP-4oYcnSdNCAVqOt-BvrEaW6BcnK9Oe3qX1Xr5x2E',
  scope: 'openid profile llm:invoke',
  groups: ['engineering', 'llm-users', 'eu-west'],
  name: 'Service of the billing team',
  sub: 'billing-team',
  ver: 1,
};

/** @returns {Promise<import('./run.mjs').Row[]>} */
export async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'aigw-bench-'));
  try {
    const load = await loadTimes(folder);
    const authorizer = await bundledAuthorizer(folder);
    const rows = [];
    for (const alg of ['RS256', 'ES256']) {
      rows.push(...speedRows(alg, await measure(makeContenders(alg, authorizer))));
    }
    return [...rows, loadRow(load)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The function's own parts, bundled and minified as it is, but with a name for each. */
async function bundledAuthorizer(folder) {
  const outfile = join(folder, 'authorizer.mjs');
  await build({
    stdin: {
      contents: ['identify', 'key-set', 'configuration']
        .map((name) => `export * from './${name}.js';`)
        .join('\n'),
      resolveDir: join(ROOT, 'src/functions/authorizer'),
    },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** What verifies a token once: ours, jose, and the signature alone. */
function makeContenders(alg, { identify, KeySet, readConfiguration }) {
  const now = Math.floor(Date.now() / 1000);
  const { privateKey, publicKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg, use: 'sig' }] };
  const segment = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: ISSUER, iat: now - 10, exp: now + 3600, ...CLAIMS };
  const input = Buffer.from(`${segment({ alg, kid: 'key-1', typ: 'JWT' })}.${segment(claims)}`);
  const asKey = (key) => (alg === 'RS256' ? key : { key, dsaEncoding: 'ieee-p1363' });
  const signature = sign('sha256', input, asKey(privateKey));
  const token = `${input}.${signature.toString('base64url')}`;
  const judgement = {
    configuration: readConfiguration({ ISSUER, JWKS_URL: ISSUER, AUDIENCE, ALGORITHMS: alg }),
    keys: new KeySet(
      async () => ISSUER,
      async () => jwks,
      () => Date.now(),
    ),
    now: () => Date.now(),
  };
  const keySet = createLocalJWKSet(jwks);
  const wanted = { issuer: ISSUER, audience: AUDIENCE, algorithms: [alg], clockTolerance: 60 };
  return {
    async bare() {
      for (let i = 0; i < BATCH; i++) assert(verify('sha256', input, asKey(publicKey), signature));
    },
    async ours() {
      for (let i = 0; i < BATCH; i++)
        assert((await identify(token, judgement, {})).tenant === 'billing-team');
    },
    async jose() {
      for (let i = 0; i < BATCH; i++)
        assert((await jwtVerify(token, keySet, wanted)).payload.sub === 'billing-team');
    },
  };
}

function assert(holds) {
  if (!holds) throw new Error('A good token was refused.');
}

/** Microseconds of processor time for each, all threads together, in turns. */
async function measure(contenders) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let batch = -20; batch < BATCHES; batch++) {
    for (const [name, once] of Object.entries(contenders)) {
      const before = process.cpuUsage();
      await once();
      const { user, system } = process.cpuUsage(before);
      if (batch >= 0) times[name].push((user + system) / BATCH);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

function speedRows(alg, { bare, ours, jose }) {
  const microseconds = (value) => `${value.toFixed(1)} µs`;
  return [
    {
      what: `authorizer: a token of ${alg}`,
      peer: 'bare crypto.verify',
      ratio: ours / bare,
      aim: 1.5,
      lowerIsBetter: true,
      note: `${microseconds(ours)} / ${microseconds(bare)}`,
    },
    {
      what: `authorizer: tokens of ${alg} in the same processor time`,
      peer: 'jose',
      ratio: jose / ours,
      aim: 2.3,
      lowerIsBetter: false,
      note: `${microseconds(ours)}, jose ${microseconds(jose)}`,
    },
  ];
}

/** Loads the file it is given, and tells what that cost. Not by `node -e`, which loads `node:crypto` for a text that names it. */
const LOADER = `
const before = process.cpuUsage();
require(process.argv[2]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));
`;

/** Milliseconds of processor time, each in a process of its own, in turns; the peer is a file that brings in `node:crypto` only. */
async function loadTimes(folder) {
  await buildFunctions(folder);
  const loader = join(folder, 'load.cjs');
  await writeFile(loader, LOADER);
  await writeFile(join(folder, 'peer.js'), "require('node:crypto')");
  const times = { peer: [], authorizer: [] };
  for (let i = 0; i < LOADS; i++) {
    for (const name of Object.keys(times)) times[name].push(loadTime(loader, join(folder, `${name}.js`)));
  }
  return { peer: median(times.peer), bundle: median(times.authorizer) };
}

function loadTime(loader, file) {
  const { stdout, status, stderr } = spawnSync(process.execPath, [loader, file], {
    encoding: 'utf8',
    env: { ISSUER },
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

function loadRow({ peer, bundle }) {
  return {
    what: 'authorizer: cold load of the bundle',
    peer: 'a file that loads node:crypto',
    ratio: bundle / peer,
    aim: 1.5,
    lowerIsBetter: true,
    note: `${bundle.toFixed(1)} ms / ${peer.toFixed(1)} ms of processor time`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(await run(), undefined, 2));
}

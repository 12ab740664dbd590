// All benchmarks in one run, as ratios to a named peer. `npm run bench`, or `npm run bench -- forwarder` for one.

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} peer what it is compared with
 * @property {number} ratio ours to the peer's
 * @property {number} aim
 * @property {boolean} lowerIsBetter
 * @property {string} [note] absolute figures of this machine, for orientation
 */

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const benchmarks = ['start-up', 'forwarder', 'authorizer', 'logs'];
const wanted = process.argv.slice(2);

console.log('| what | against | ratio | aim | reached | figures |\n|---|---|---|---|---|---|');
for (const name of benchmarks.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const { run } = await import(`./${name}.mjs`);
  for (const row of await run()) console.log(line(row));
}

function line({ what, peer, ratio, aim, lowerIsBetter, note = '' }) {
  const reached = lowerIsBetter ? ratio <= aim : ratio >= aim;
  const wish = `${lowerIsBetter ? '≤' : '≥'} ${aim}`;
  return `| ${what} | ${peer} | ${ratio.toFixed(2)} | ${wish} | ${reached ? 'yes' : 'no'} | ${note} |`;
}

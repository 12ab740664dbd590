// Checks who imports whom, and that the check read every file: a cruiser that reads nothing finds nothing.
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import configuration from '../.dependency-cruiser.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const { output } = await cruise(
  ['src'],
  { ...configuration.options, ruleSet: { forbidden: configuration.forbidden }, validate: true },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts'));
const read = output.modules.filter(
  (module) => module.source.startsWith('src/') && module.source.endsWith('.ts'),
);

for (const { from, to, rule } of output.summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
if (read.length < files.length) console.error(`only ${read.length} of ${files.length} files were read`);
const failed = output.summary.error > 0 || read.length < files.length;
console.log(failed ? 'layers: broken' : `layers: ${read.length} modules, no rule broken`);
process.exitCode = failed ? 1 : 0;

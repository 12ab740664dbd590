#!/usr/bin/env node
import module from 'node:module';
import { readFileSync } from 'node:fs';

const argv = process.argv.slice(2);
if (argv.length === 1 && argv[0] === '--version') {
  // Asked by scripts and package managers, often: answered without loading the program.
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else {
  // Node 22 and later can keep compiled code between runs, which starts the next command faster.
  module.enableCompileCache?.();
  const { launch } = await import('../dist/cli/launcher.js');
  await launch(argv, import.meta.url);
}

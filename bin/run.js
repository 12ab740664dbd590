#!/usr/bin/env node
import { launch } from '../dist/cli/launcher.js';

await launch(process.argv.slice(2), import.meta.url);

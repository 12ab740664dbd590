import { unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DeployedFunction } from './deployed-function.js';

/** Unzipped deployment packages: one folder for each package, all below one temporary folder that `close` removes. */
export class CodeFolders {
  readonly #folders = new Map<string, string>();
  #root: string | undefined;

  /** Folder with the function's files, unzipped on first use. */
  folder(deployed: DeployedFunction): string {
    const known = this.#folders.get(deployed.codeSha256);
    if (known) return known;
    const folder = path.join(this.#makeRoot(), Buffer.from(deployed.codeSha256, 'base64').toString('hex'));
    unpack(deployed.zip, folder);
    this.#folders.set(deployed.codeSha256, folder);
    return folder;
  }

  close(): void {
    if (this.#root) rmSync(this.#root, { recursive: true, force: true });
    this.#root = undefined;
    this.#folders.clear();
  }

  #makeRoot(): string {
    if (this.#root) return this.#root;
    this.#root = mkdtempSync(path.join(os.tmpdir(), 'aigw-lambda-'));
    // Without it, a package.json above the temporary folder could turn a function's CommonJS into ES modules.
    writeFileSync(path.join(this.#root, 'package.json'), '{"type":"commonjs"}');
    return this.#root;
  }
}

function unpack(zip: Uint8Array, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    const target = path.join(folder, name);
    if (!target.startsWith(folder + path.sep)) continue;
    if (name.endsWith('/')) mkdirSync(target, { recursive: true });
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
}

import { validationError } from '../errors.js';

/**
 * The first `count` blocks inside an IPv4 block, as `Fn::Cidr` gives them.
 *
 * @param hostBits the bits left for hosts in each block (8 makes a /24); AWS's inverse of a subnet mask
 */
export function subnetBlocks(block: string, count: number, hostBits = 8): string[] {
  const [address, prefix] = parseBlock(block);
  const size = 2 ** hostBits;
  if (!(count >= 1 && count <= 256) || count * size > 2 ** (32 - prefix)) {
    throw validationError(
      `Template error: Fn::Cidr cannot make ${String(count)} blocks of ${String(hostBits)} bits in ${block}`,
    );
  }
  const mask = 32 - hostBits;
  return Array.from({ length: count }, (_, index) => `${dotted(address + index * size)}/${String(mask)}`);
}

function parseBlock(block: string): [number, number] {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  const [a, b, c, d, prefix] = (match ?? []).slice(1).map(Number);
  if (
    a === undefined ||
    b === undefined ||
    c === undefined ||
    d === undefined ||
    prefix === undefined ||
    prefix > 32
  ) {
    throw validationError(`Template error: Fn::Cidr requires a valid CIDR block, not ${block}`);
  }
  return [((a * 256 + b) * 256 + c) * 256 + d, prefix];
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

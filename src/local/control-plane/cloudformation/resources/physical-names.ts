import { randomBytes, randomInt } from 'node:crypto';
import type { ResourceRequest } from './provider.js';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Twelve letters and digits, as at the end of the names that CloudFormation makes. */
export function nameSuffix(): string {
  return Array.from({ length: 12 }, () => letters.charAt(randomInt(letters.length))).join('');
}

/** A name as CloudFormation makes it, `stack-LogicalId-suffix`, cut to fit the service's limit. */
export function generatedName({ stackName, logicalId }: ResourceRequest, maximum = 64): string {
  const suffix = nameSuffix();
  const room = maximum - suffix.length - 1;
  const full = `${stackName}-${logicalId}`;
  // Where it is too long AWS shortens both parts, the stack's name more.
  const stackRoom = Math.max(8, room - logicalId.length - 1);
  const short = `${stackName.slice(0, stackRoom)}-${logicalId}`.slice(0, room);
  return `${full.length <= room ? full : short}-${suffix}`;
}

/** An id as EC2 makes it, e.g. `vpc-0a1b2c3d4e5f67890`. */
export function ec2Id(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}

/** An id of an IAM entity, e.g. `AROA…`: twenty-one letters and digits in upper case. */
export function iamId(prefix: string): string {
  const upper = letters.slice(0, 26) + '234567';
  return prefix + Array.from({ length: 17 }, () => upper.charAt(randomInt(upper.length))).join('');
}

import type { Json } from './document.js';

const names = new Set([
  'AWS::AccountId', 'AWS::NoValue', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region', 'AWS::StackId', 'AWS::StackName', 'AWS::URLSuffix',
]); // prettier-ignore

export function isPseudoParameter(name: string): boolean {
  return names.has(name);
}

/** What a stack's pseudo parameters are worth. */
export interface StackIdentity {
  readonly stackId: string;
  readonly stackName: string;
  readonly notificationArns: readonly string[];
}

/** The pseudo parameters of a stack, `AWS::NoValue` aside: it stands for the absence of a value. */
export function pseudoParameters(
  region: { readonly name: string; readonly partition: string; readonly accountId: string },
  stack: StackIdentity,
): [string, Json][] {
  return [
    ['AWS::AccountId', region.accountId],
    ['AWS::NotificationARNs', [...stack.notificationArns]],
    ['AWS::Partition', region.partition],
    ['AWS::Region', region.name],
    ['AWS::StackId', stack.stackId],
    ['AWS::StackName', stack.stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ];
}

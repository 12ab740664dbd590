import { colorsFor } from './colors.js';
import { moment } from './moment.js';
import { columns } from './table.js';

/** What is shown of a running local AWS. */
export interface LocalView {
  readonly pid: number;
  readonly url: string;
  readonly version: string;
  readonly startedAt: string;
  readonly bedrock: 'model' | 'aws';
  readonly stateDirectory?: string;
  readonly logFile?: string;
}

/** A running local AWS for a person: where it is, and what it answers with. */
export function renderLocal(local: LocalView, title: string): string {
  const colors = colorsFor(process.stdout);
  const rows = [
    ['Endpoint', `${local.url}  (process ${String(local.pid)}, since ${moment(new Date(local.startedAt))})`],
    ['Credentials', 'access key local, secret key local, any region'],
    [
      'Bedrock',
      local.bedrock === 'model' ? 'the built-in model' : 'Amazon Bedrock, with your AWS credentials',
    ],
    ['State', local.stateDirectory ?? 'ends with the process (keep it: --state DIR)'],
    ...(local.logFile ? [['Log', local.logFile]] : []),
  ];
  return [colors.green(title), ...columns(rows).map((line) => `  ${line}`)].join('\n');
}

/** What to type next on a fresh local AWS. */
export function renderLocalNextSteps(): string {
  const colors = colorsFor(process.stderr);
  const steps = ['aigw deploy --local', 'aigw local stop'];
  return steps.map((step) => `  ${colors.cyan('→')} ${step}`).join('\n');
}

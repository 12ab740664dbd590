/** Node.js runtimes a function may be created with on 2026-11-20 (LMB/lambda-runtimes): all that run here. */
export const NODE_RUNTIMES: readonly string[] = ['nodejs22.x', 'nodejs24.x'];

/** Other runtimes of the service: known, valid on AWS, not run here. */
export const OTHER_RUNTIMES: readonly string[] = [
  'dotnet10',
  'dotnet8',
  'java11',
  'java17',
  'java21',
  'java25',
  'java8.al2',
  'provided.al2',
  'provided.al2023',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'ruby3.3',
  'ruby3.4',
  'ruby4.0',
];

/** Runtimes no function is created with any more (LMB/lambda-runtimes, deprecated). */
export const DEPRECATED_RUNTIMES: readonly string[] = [
  'dotnet6',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'go1.x',
  'java8',
  'nodejs',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'nodejs16.x',
  'nodejs18.x',
  'nodejs20.x',
  'nodejs4.3',
  'nodejs4.3-edge',
  'nodejs6.10',
  'nodejs8.10',
  'provided',
  'python2.7',
  'python3.6',
  'python3.7',
  'python3.8',
  'python3.9',
  'ruby2.5',
  'ruby2.7',
  'ruby3.2',
];

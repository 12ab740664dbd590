import { describe, expect, it } from '@jest/globals';
import type { GatewayStatus } from '../../../src/gateway/stack/status.js';
import type { Plan, PlannedChange } from '../../../src/gateway/stack/plan.js';
import { renderDeployResult, renderDestination } from '../../../src/terminal/deploy-result.js';
import { renderDestroyOutlook, renderDestroyResult } from '../../../src/terminal/destroy.js';
import { renderParameters } from '../../../src/terminal/parameters.js';
import { renderPlan } from '../../../src/terminal/plan.js';
import { renderStatus } from '../../../src/terminal/status.js';
import { columns } from '../../../src/terminal/table.js';
import { wrapped } from '../../../src/terminal/wrap.js';
import { openMethod } from '../../support/fakes/release.js';
import { aStack } from '../../support/fakes/stacks.js';

const pipe = { isTTY: false };
const change = (parts: Partial<PlannedChange>): PlannedChange => ({
  action: 'add',
  logicalId: 'Vpc',
  type: 'AWS::EC2::VPC',
  changed: [],
  mayReplace: false,
  iam: false,
  retained: false,
  ...parts,
});
const plan: Plan = {
  changes: [
    change({}),
    change({
      action: 'change',
      logicalId: 'Stage',
      type: 'AWS::ApiGateway::Stage',
      changed: ['Variables', 'Tags'],
      mayReplace: true,
    }),
    change({ action: 'replace', logicalId: 'Role', type: 'AWS::IAM::Role', iam: true }),
    change({ action: 'remove', logicalId: 'Logs', type: 'AWS::Logs::LogGroup', retained: true }),
  ],
  counts: { add: 2, change: 1, destroy: 2 },
};

describe('renderPlan', () => {
  it('given changes of every kind, then a line each with its mark, permissions marked, and the sum', () => {
    expect(renderPlan(plan, pipe).split('\n')).toEqual([
      '  +  Vpc    AWS::EC2::VPC',
      '  ~  Stage  AWS::ApiGateway::Stage  Variables, Tags (may be replaced)',
      '  ±  Role   AWS::IAM::Role          [IAM]',
      '  -  Logs   AWS::Logs::LogGroup     (kept, no longer managed)',
      '',
      'Plan: 2 to add, 1 to change, 2 to destroy',
    ]);
  });

  it('given a narrow terminal, then no line is wider: notes go below', () => {
    const lines = renderPlan(plan, { ...pipe, columns: 40 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(41);
    expect(lines).toContain('     Variables, Tags (may be replaced)');
  });

  it('given a terminal, then the mark is not the only difference, but colour is not the only one either', () => {
    const coloured = renderPlan(plan, { isTTY: false });
    expect(coloured).not.toContain('\u001b');
  });
});

describe('renderStatus', () => {
  const guarded = { ...openMethod, authorization: 'CUSTOM' };
  const status: GatewayStatus = {
    stack: aStack(),
    gateway: {
      apiId: 'api1',
      stageName: 'v1',
      url: 'https://api1.execute-api.us-east-1.amazonaws.com/v1',
      endpointType: 'PRIVATE',
      forwarderFunction: 'f',
      authorizerFunction: 'a',
    },
    live: {
      stage: { name: 'v1', deploymentId: 'd1', variables: {} },
      deployment: { id: 'd1', createdAt: new Date(0), description: '' },
      release: { draftHash: 'x', forwarder: '3', authorizer: '2' },
      versions: { forwarder: '3', authorizer: '2' },
      protections: [{ ...openMethod, apiKeyRequired: true }],
      draft: { hash: 'y', protections: [guarded] },
      drift: true,
    },
    authorization: { live: 'off', draft: 'on' },
  };

  it('given a draft that differs from what is live, then says so, and which methods differ how', () => {
    expect(renderStatus(status).split('\n')).toEqual([
      'Stack          gateway  CREATE_COMPLETE (created)',
      'Endpoint       https://api1.execute-api.us-east-1.amazonaws.com/v1  (PRIVATE)',
      'Live           live, with undeployed changes  deployment d1 of 1970-01-01 00:00 UTC',
      'Functions      forwarder 3, authorizer 2',
      'Authorization  off, API keys asked for (as the live snapshot has it)',
      '',
      '! The draft holds changes that are not live: aigw deploy',
      '! Authorization is off for clients now, but on in the draft: aigw deploy',
      '! Authorization is off: whoever reaches the endpoint may use the models (aigw authorizer enable)',
      '    ANY /{proxy+}  no authorization + API key now  CUSTOM in the draft',
    ]);
  });

  it('given a canary, then says at how many percent', () => {
    const live = status.live && {
      ...status.live,
      canary: { deploymentId: 'd2', percent: 10, variableOverrides: {} },
    };
    expect(renderStatus({ ...status, live })).toContain('live + canary at 10 %');
  });
});

describe('results', () => {
  const deployed = { stack: { name: 'gateway' }, plan, outputs: [{ key: 'ApiId', value: 'api1' }] };

  it.each([
    ['deployed', /^Deployed: gateway is live\.\n\n {2}ApiId {2}api1\n\n→ aigw chat/],
    ['unchanged', /^No changes: gateway is what it should be\./],
    ['started', /^Started\. Follow and finish it with: aigw deploy --stack gateway$/],
    [
      'prepared',
      /Plan: 2 to add.*\n\nPrepared\. Execute it with: aigw deploy --stack gateway --execute cs$/s,
    ],
    ['planned', /^ {2}\+ .*Plan: 2 to add/s],
  ] as const)('given a deployment that is %s, then says so first', (outcome, text) => {
    expect(renderDeployResult({ ...deployed, outcome, changeSet: 'cs' })).toMatch(text);
  });

  it('given where it goes, then account and region, and the endpoint where AWS is elsewhere', () => {
    expect(renderDestination({ account: '123456789012', region: 'us-east-1' })).toBe(
      'Account 123456789012, us-east-1',
    );
    expect(renderDestination({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' })).toBe(
      'Account unknown, us-east-1, at http://127.0.0.1:1',
    );
  });

  it('given a deletion, then shows what goes and what stays, and their number', () => {
    const resources = ['Vpc', 'Logs'].map((logicalId) => ({
      logicalId,
      type: 'AWS::X::Y',
      status: 'CREATE_COMPLETE',
    }));
    expect(renderDestroyOutlook({ stack: aStack(), resources, retained: ['Logs'] }).split('\n')).toEqual([
      '  -  Vpc   AWS::X::Y',
      '  =  Logs  AWS::X::Y  (kept)',
      '',
      'Stack gateway: 1 to destroy, 1 kept',
    ]);
    expect(renderDestroyResult({ outcome: 'destroyed', stack: 'gateway', retained: ['vpc-1'] })).toBe(
      'Destroyed: gateway.\nKept: vpc-1',
    );
  });

  it('given parameters, then groups them, with default, flag, description and what they may be', () => {
    const parameter = {
      name: 'EndpointType',
      type: 'String',
      description: 'Who can reach it',
      group: 'Endpoint',
    } as const;
    const text = renderParameters(
      [{ ...parameter, default: '', constraint: 'must be PRIVATE' }],
      () => '--endpoint-type',
    );
    expect(text.split('\n')).toEqual([
      'Endpoint',
      '  EndpointType              (empty)  --endpoint-type',
      '      Who can reach it. It must be PRIVATE.',
    ]);
  });
});

describe('columns and wrapped', () => {
  it('given cells of different width, then each column is as wide as its widest, and text of AWS is made safe', () => {
    expect(
      columns([
        ['a', 'b'],
        ['long', '\u001b[31m'],
      ]),
    ).toEqual(['a     b', 'long  \\u{1b}[31m']);
  });

  it('given a long text, then breaks between words and keeps a long word whole', () => {
    expect(wrapped('one two three https://example.com/a/very/long/path four', 22, '  ')).toEqual([
      '  one two three',
      '  https://example.com/a/very/long/path',
      '  four',
    ]);
  });
});

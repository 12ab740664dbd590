#!/usr/bin/env node
/**
 * Checks the template with cfn-lint and with the rules of AWS Control Tower (cfn-guard):
 *
 *     npx tsx scripts/check-template.mjs
 *
 * cfn-lint has to find nothing. What the rules find has to stand in templates/guard-exceptions.yaml with a reason, and
 * what stands there has to be found: an exception that is no longer needed fails the check too. The rules read the template as it is
 * sent and, because they cannot decide conditions, also as it resolves for two sets of parameters.
 *
 * Both tools are installed into node_modules/.cache on first use; they are no part of the product.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { renderTemplateBody } from '../src/gateway/template/render-template.ts';
import { resolveTemplate, templateSource } from '../test/support/resolved-template.ts';

const CFN_LINT_VERSION = '1.51.0';
const GUARD_PACKAGE = '@cdklabs/cdk-validator-cfnguard';
const GUARD_VERSION = '0.0.62';
/** Folders of rules for the services that the template uses; `cloudwatch` has those for Logs. */
const RULES = [
  'apigateway',
  'certificatemanager',
  'cloudwatch',
  'ec2',
  'identityandaccessmanagement',
  'lambda',
  'waf',
];

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/template-check');
const EXCEPTIONS = join(ROOT, 'templates/guard-exceptions.yaml');

const EVERYTHING_ON = {
  ...{ EndpointType: 'REGIONAL', EnableAuthorizer: 'true', RequireApiKey: 'true', LambdaInVpc: 'true' },
  ...{
    AuthorizerIssuer: 'https://issuer.example.com',
    AuthorizerAudience: 'aigw',
    AuthorizerTenantKeys: 'true',
  },
  ...{ CustomDomain: 'ai.example.com', HostedZoneId: 'Z0123456789ABCDEFGHIJ', EnableWaf: 'true' },
  ...{ ExecutionLogLevel: 'INFO', LogRetentionDays: '365', EnableTracing: 'true', EnableDashboard: 'true' },
  ...{ EnableAlarms: 'true', AlarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:on-call' },
  ...{ ManageApiGatewayAccount: 'true', GuardrailId: 'abc123' },
};

/** Writes what is checked; the names are those in the file of exceptions. */
function writeInputs() {
  const resolved = (parameters) =>
    JSON.stringify({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: resolveTemplate(parameters).Resources,
    });
  const inputs = {
    sent: ['sent.yaml', renderTemplateBody(templateSource)],
    defaults: ['defaults.json', resolved({})],
    everything: ['everything.json', resolved(EVERYTHING_ON)],
  };
  mkdirSync(CACHE, { recursive: true });
  return Object.entries(inputs).map(([name, [file, content]]) => {
    writeFileSync(join(CACHE, file), content);
    return { name, file: join(CACHE, file) };
  });
}

function cfnLint() {
  if (spawnSync('cfn-lint', ['--version']).status === 0) return 'cfn-lint';
  const environment = join(CACHE, 'cfn-lint');
  const installed = join(environment, process.platform === 'win32' ? 'Scripts/cfn-lint.exe' : 'bin/cfn-lint');
  if (existsSync(installed)) return installed;
  execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
  execFileSync(
    join(installed, '../python'),
    ['-m', 'pip', 'install', '-q', `cfn-lint==${CFN_LINT_VERSION}`],
    {
      stdio: 'inherit',
    },
  );
  return installed;
}

function guard() {
  const folder = join(CACHE, 'node_modules', GUARD_PACKAGE);
  if (!existsSync(folder)) {
    writeFileSync(join(CACHE, 'package.json'), '{"private":true}\n');
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
    execFileSync('npm', [...install, `${GUARD_PACKAGE}@${GUARD_VERSION}`], { cwd: CACHE, stdio: 'inherit' });
  }
  const system = process.platform === 'darwin' ? 'macos' : 'ubuntu';
  const program = join(folder, 'bin', system, process.arch === 'arm64' ? 'aarch64' : 'x86_64', 'cfn-guard');
  chmodSync(program, 0o755);
  return { program, rules: RULES.map((name) => join(folder, 'rules/control-tower/cfn-guard', name)) };
}

function lint(inputs) {
  const files = [
    join(ROOT, 'templates/gateway.yaml'),
    ...inputs.filter(({ name }) => name === 'sent').map(({ file }) => file),
  ];
  const { status, stdout, stderr } = spawnSync(cfnLint(), ['--format', 'parseable', '--template', ...files], {
    encoding: 'utf8',
  });
  const findings = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return status === 0 || findings.length > 0
    ? findings
    : ['cfn-lint ended without a finding, but not with success'];
}

/** Findings as `input rule resource`, and how many rules were applied: none would be a check that checks nothing. */
function guardFindings({ program, rules }, { name, file }) {
  const options = ['--output-format', 'json', '--show-summary', 'none', '--structured'];
  const { stdout, stderr } = spawnSync(
    program,
    ['validate', '-d', file, ...rules.flatMap((rule) => ['-r', rule]), ...options],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (!stdout.startsWith('[')) throw new Error(`cfn-guard failed: ${stderr || stdout}`);
  const [report] = JSON.parse(stdout);
  if (report.compliant.length === 0) throw new Error('cfn-guard found nothing to check.');
  return report.not_compliant.flatMap(({ Rule: rule }) => {
    const resources = new Set([...JSON.stringify(rule).matchAll(/\/Resources\/(\w+)/g)].map(([, id]) => id));
    return [...resources].map((resource) => `${name} ${rule.name} ${resource}`);
  });
}

function readExceptions() {
  return parse(readFileSync(EXCEPTIONS, 'utf8')).flatMap(({ rule, inputs, resources, reason }) => {
    if (!rule || !inputs?.length || !resources?.length || !(reason?.length > 20))
      throw new Error(
        `An exception needs rule, inputs, resources and a reason: ${JSON.stringify({ rule, reason })}`,
      );
    return inputs.flatMap((input) => resources.map((resource) => `${input} ${rule} ${resource}`));
  });
}

const inputs = writeInputs();
const linted = lint(inputs);
const tool = guard();
const found = inputs.flatMap((input) => guardFindings(tool, input));
const excepted = readExceptions();
const problems = [
  ...linted,
  ...found.filter((finding) => !excepted.includes(finding)).map((finding) => `not excepted: ${finding}`),
  ...excepted
    .filter((exception) => !found.includes(exception))
    .map((exception) => `no longer needed: ${exception}`),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stderr.write(
  `Template: cfn-lint ${linted.length} findings; cfn-guard ${found.length}, excepted ${excepted.length}.\n`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

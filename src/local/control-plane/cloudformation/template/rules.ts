import { validationError } from '../errors.js';
import { intrinsicOf, type Json, type Template } from './document.js';
import { evaluate, type Scope } from './evaluate.js';

/**
 * Checks the template's Rules against the parameters (CFN/rules-section-structure).
 *
 * @throws ValidationError with the description of the first assertion that does not hold
 */
export function checkRules(template: Template, scope: Scope): void {
  for (const rule of Object.values(template.rules)) {
    if (rule.condition !== undefined && !holds(rule.condition, scope)) continue;
    for (const { assert, description } of rule.assertions) {
      if (!holds(assert, scope)) throw validationError(description);
    }
  }
}

function holds(value: Json, scope: Scope): boolean {
  return evaluateRule(value, scope) === true;
}

/** Rules have functions of their own beside the general ones; these nest in `Fn::And`, `Fn::Or`, `Fn::Not` and `Fn::Equals`. */
function evaluateRule(value: Json, scope: Scope): Json | undefined {
  const call = intrinsicOf(value);
  const ruleFunction = call && ruleFunctions[call.name];
  if (!ruleFunction) return evaluate(value, scope);
  const argument = Array.isArray(call.argument) ? call.argument : [call.argument];
  return ruleFunction(
    argument.map((item) => evaluateArgument(item, scope)),
    scope,
  );
}

function evaluateArgument(value: Json, scope: Scope): Json {
  if (Array.isArray(value)) return value.map((item) => evaluateArgument(item, scope));
  return evaluateRule(value, scope) ?? '';
}

type RuleFunction = (argument: Json[], scope: Scope) => Json;

const ruleFunctions: Readonly<Record<string, RuleFunction>> = {
  'Fn::And': (argument) => argument.every((item) => item === true),
  'Fn::Or': (argument) => argument.some((item) => item === true),
  'Fn::Not': ([item]) => item !== true,
  'Fn::Equals': ([left, right]) =>
    JSON.stringify(left) === JSON.stringify(right) || String(left) === String(right),
  'Fn::Contains': ([items, item]) => asTexts(items).includes(String(item)),
  'Fn::EachMemberEquals': ([items, item]) => asTexts(items).every((each) => each === String(item)),
  'Fn::EachMemberIn': ([items, allowed]) => asTexts(items).every((each) => asTexts(allowed).includes(each)),
  'Fn::RefAll': ([type], scope) => parametersOfType(String(type), scope),
  'Fn::ValueOf': () => unavailable('Fn::ValueOf'),
  'Fn::ValueOfAll': () => unavailable('Fn::ValueOfAll'),
};

function asTexts(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function parametersOfType(type: string, scope: Scope): Json[] {
  const { parameters } = scope.template;
  const names = Object.keys(parameters).filter((name) => parameters[name]?.Type === type);
  return names.map((name) => scope.values.get(name) ?? '');
}

/** They look up attributes of resources that exist outside the stack (subnets, VPCs), of which there are none here. */
function unavailable(name: string): never {
  throw validationError(
    `Template error: ${name} needs resources outside the stack, which the local AWS does not have`,
  );
}

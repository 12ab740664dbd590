/** A value of a template: what JSON can say. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A parameter as the template declares it. */
export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: Json;
  readonly Description?: string;
  readonly NoEcho?: boolean | string;
  readonly AllowedValues?: readonly Json[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
}

/** A resource as the template declares it, intrinsics unevaluated. */
export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: Json;
  readonly updateReplacePolicy?: Json;
  readonly metadata?: Json;
}

export interface OutputDeclaration {
  readonly value: Json;
  readonly description?: string;
  readonly condition?: string;
  readonly exportName?: Json;
}

export interface Rule {
  readonly condition?: Json;
  readonly assertions: readonly { readonly assert: Json; readonly description: string }[];
}

/** A template whose structure has been checked; nothing in it is evaluated yet. */
export interface Template {
  readonly version?: string;
  readonly description?: string;
  readonly metadata?: Json;
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly rules: Readonly<Record<string, Rule>>;
  readonly mappings: Readonly<Record<string, JsonObject>>;
  readonly conditions: Readonly<Record<string, Json>>;
  readonly resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly outputs: Readonly<Record<string, OutputDeclaration>>;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name and argument of an intrinsic function call (`{ Ref: x }`, `{ 'Fn::Sub': x }`, `{ Condition: x }`), if it is one. */
export function intrinsicOf(value: Json): { name: string; argument: Json } | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...more] = Object.keys(value);
  if (name === undefined || more.length > 0) return undefined;
  if (name !== 'Ref' && name !== 'Condition' && !name.startsWith('Fn::')) return undefined;
  if (name === 'Condition' && typeof value[name] !== 'string') return undefined;
  return { name, argument: value[name] ?? null };
}

/** Whether two values are the same, the order of an object's keys aside. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => key in right && sameJson(left[key], right[key]))
  );
}

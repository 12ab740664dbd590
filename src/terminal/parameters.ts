import type { ParameterDescription } from '../gateway/template/parameters.js';
import { colorsFor } from './colors.js';
import { columns } from './table.js';
import { readingWidth, wrapped } from './wrap.js';

/**
 * Every parameter of the template for a person, group by group: name, default, what it is and what it may be.
 *
 * @param flagOf the flag that sets a parameter, where it has one of its own
 */
export function renderParameters(
  parameters: readonly ParameterDescription[],
  flagOf: (parameter: string) => string | undefined,
): string {
  const groups = new Map<string, ParameterDescription[]>();
  for (const parameter of parameters) {
    groups.set(parameter.group, [...(groups.get(parameter.group) ?? []), parameter]);
  }
  const colors = colorsFor(process.stdout);
  const blocks = [...groups].map(([group, members]) =>
    [
      colors.bold.underline(group),
      ...members.flatMap((member) => described(member, flagOf(member.name))),
    ].join('\n'),
  );
  return blocks.join('\n\n');
}

function described(parameter: ParameterDescription, flag: string | undefined): string[] {
  const colors = colorsFor(process.stdout);
  const preset = parameter.default === '' ? '(empty)' : parameter.default;
  const [head = ''] = columns([[parameter.name.padEnd(24), preset, flag ?? '']], '  ');
  const constraint = parameter.constraint === undefined ? '' : ` It ${parameter.constraint}.`;
  const sentence = `${parameter.description.replace(/\.?$/, '.')}${constraint}`;
  return [colors.cyan(head), ...wrapped(sentence, readingWidth(process.stdout), '      ')];
}

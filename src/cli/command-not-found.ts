import type { Hook } from '@oclif/core';
import { GatewayError } from '../gateway/errors.js';
import { nearestName } from '../gateway/template/nearest-name.js';

/** Says what was probably meant, instead of only that there is no such command. */
const hook: Hook.CommandNotFound = function ({ id, config }) {
  const typed = id.replaceAll(':', ' ');
  const known = [...config.commandIDs, ...config.topics.map((topic) => topic.name)].map((name) =>
    name.replaceAll(':', ' '),
  );
  const nearest = nearestName(typed, known);
  throw new GatewayError('usage', `There is no command "${typed}".`, {
    next: [...(nearest === undefined ? [] : [`Did you mean: aigw ${nearest}`]), 'aigw help'],
  });
};

export default hook;

import type { Operation } from '../../service.js';

/** Operations by name, as a service has them. */
export type Operations = Record<string, Operation['bivariant']>;

/** What an operation without output answers. */
export const nothing = Object.freeze({});

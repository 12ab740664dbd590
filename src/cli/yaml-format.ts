// Loaded by `import()` of this file: in the bundle a dynamic import of the CommonJS package itself has no named exports.
export { parse, stringify } from 'yaml';

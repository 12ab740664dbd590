export { authorize as handler } from './handler.js';

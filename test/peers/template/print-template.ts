/** Prints the template as it is sent and as JSON, to be compared by another reader of YAML. */
import { renderTemplate, renderTemplateBody } from '../../../src/gateway/template/render-template.js';
import { templateSource } from '../../support/resolved-template.js';

const sent = renderTemplateBody(templateSource);
const json = JSON.parse(renderTemplate(templateSource, 'json')) as unknown;
process.stdout.write(JSON.stringify({ sent, json }));

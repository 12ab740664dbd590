import { parseTemplate } from './template-document.js';

/** Logical ids of the resources that stay when a stack made from this template is deleted; none where it cannot be read. */
export function retainedResources(templateBody: string): string[] {
  try {
    const { Resources } = parseTemplate(templateBody);
    return Object.keys(Resources).filter((logicalId) =>
      String(Resources[logicalId]?.['DeletionPolicy']).startsWith('Retain'),
    );
  } catch {
    return [];
  }
}

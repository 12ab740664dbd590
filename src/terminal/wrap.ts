/** Narrower than this, words are left to the terminal to break. */
const narrowest = 20;

/** Breaks text between words into lines no longer than `width`, each indented. A word that is longer keeps its line. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const room = Math.max(narrowest, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((content) => `${indent}${content}`);
}

/** Columns that text to be read should take: those of the terminal, but no more than reads well; 80 where there is none. */
export function readingWidth(stream: { readonly columns?: number }): number {
  return Math.min(stream.columns ?? 80, 100);
}

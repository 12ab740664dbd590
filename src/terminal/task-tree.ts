import { DefaultRenderer, Listr, ListrLogger, ProcessOutput, type ListrTaskWrapper } from 'listr2';

/** A task on the screen: its title, and the lines below it. */
export type ShownTask = Pick<ListrTaskWrapper<unknown, never, never>, 'title' | 'output'>;

/** listr2 draws only where stdout is a terminal; ours draws on stderr, whatever becomes of the result on stdout. */
class TreeRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

/** Does one piece of work and shows it as a task with a spinner. @returns what the work returns */
export async function runShown<T>(
  stream: NodeJS.WriteStream,
  title: string,
  work: (task: ShownTask) => Promise<T>,
): Promise<T> {
  const results: T[] = [];
  const run = async (_context: unknown, task: ListrTaskWrapper<unknown, never, never>) => {
    results.push(await work(task));
  };
  await new Listr([{ title, task: run as never }], {
    concurrent: false,
    renderer: TreeRenderer,
    registerSignalListeners: false,
    rendererOptions: {
      collapseErrors: false,
      showErrorMessage: false,
      formatOutput: 'truncate',
      logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
    },
    fallbackRenderer: 'silent',
    fallbackRendererCondition: () => false,
  }).run();
  return results[0] as T;
}

import { AigwCommand } from '../cli/base-command.js';
import { exitCodeMeanings } from '../cli/exit-codes.js';
import { columns } from '../terminal/table.js';

export default class ExitCodes extends AigwCommand {
  static override summary = 'Explain the exit codes: a contract that scripts may rely on.';
  static override examples = ['<%= config.bin %> exit-codes'];

  async run(): Promise<Readonly<Record<string, string>>> {
    await this.parse(ExitCodes);
    this.show(
      columns(Object.entries(exitCodeMeanings).map(([code, meaning]) => [code.padStart(3), meaning])).join(
        '\n',
      ),
    );
    return exitCodeMeanings;
  }
}

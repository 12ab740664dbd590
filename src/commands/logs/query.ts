import { Args, Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { logTargetOf } from '../../cli/log-target.js';
import { askedQuestion, type QueryFlags } from '../../cli/log-question.js';
import { timeFlag } from '../../cli/time-flag.js';
import { systemClock } from '../../gateway/clock.js';
import { questions, querySources, type Question } from '../../gateway/log-analysis/questions.js';
import { queriedGroups, runQuery, type QueryResult } from '../../gateway/log-analysis/run-query.js';
import { queryResultCsv, renderQueryResult, renderQuestions } from '../../terminal/log-query.js';

export default class LogsQuery extends GatewayCommand {
  static override summary = 'Ask Logs Insights: a ready question, or one of your own.';
  static override description = `Without a name it lists the ready questions. AWS bills a query by what it scans. Ctrl-C stops it on AWS too.`;

  static override examples = [
    '<%= config.bin %> logs query',
    '<%= config.bin %> logs query slowest --since 1h',
    '<%= config.bin %> logs query tokens-by-tenant --since 7d --csv > tokens.csv',
    `<%= config.bin %> logs query --text 'stats count(*) by status' --source access`,
  ];

  static override args = {
    name: Args.string({ description: 'A ready question.', required: false }),
  };

  static override flags = {
    text: Flags.string({
      description: 'A question in the query language of Logs Insights.',
      env: 'AIGW_TEXT',
      helpValue: 'QUERY',
    }),
    source: Flags.option({
      description: 'The logs that --text asks (default: access).',
      options: querySources,
      env: 'AIGW_SOURCE',
      multiple: true,
      delimiter: ',',
    })(),
    since: timeFlag({
      description: 'Where to begin: how long ago, or a time (ISO 8601).',
      env: 'AIGW_SINCE',
      default: async () => systemClock.now() - 3_600_000,
      defaultHelp: async () => '1h',
    }),
    csv: Flags.boolean({
      description: 'Print CSV; no cell can become a formula.',
      env: 'AIGW_CSV',
      exclusive: ['json'],
    }),
  };

  async run(): Promise<QueryResult | { questions: readonly Question[] }> {
    const { args, flags } = await this.parse(LogsQuery);
    const asked = askedQuestion(args.name, flags satisfies QueryFlags);
    if (asked === undefined) {
      this.show(renderQuestions(questions));
      return { questions };
    }
    const target = await this.target(flags);
    const { groups } = await logTargetOf(target);
    const to = systemClock.now();
    const tools = {
      logs: target.connection.logs,
      clock: systemClock,
      progress: this.progress(),
      signal: this.#interruption(),
    };
    const request = { groups: queriedGroups(groups, asked.sources), text: asked.text, from: flags.since, to };
    const result = await runQuery(tools, request);
    this.show(flags.csv ? queryResultCsv(result) : renderQueryResult(result));
    return result;
  }

  /** Ctrl-C ends the query on AWS before it ends us. */
  #interruption(): AbortSignal {
    this.takeOverInterruption();
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
    return stop.signal;
  }
}

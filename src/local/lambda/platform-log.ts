import type { DeployedFunction } from './deployed-function.js';

/** What the REPORT line of a request says. */
export interface RequestReport {
  readonly requestId: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds, on a cold start. */
  readonly initDuration?: number;
  readonly memoryBytes: number;
  readonly status: 'success' | 'error' | 'failure' | 'timeout';
  readonly errorType?: string;
}

const LEVELS = ['DEBUG', 'INFO', 'WARN'];

/**
 * The lines Lambda itself writes around a request, as text or, where the function logs JSON, as `platform.*` events with their
 * levels (LMB/monitoring-cloudwatchlogs-log-level).
 */
export class PlatformLog {
  readonly #deployed: DeployedFunction;

  constructor(deployed: DeployedFunction) {
    this.#deployed = deployed;
  }

  initStart(now: number): string[] {
    const { runtime, functionName, version } = this.#deployed;
    const runtimeVersion = `${runtime.replace('.x', '').replace('nodejs', 'nodejs:')}.local`;
    const record = {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion,
      functionName,
      functionVersion: version,
    };
    return this.#line(
      'INFO',
      now,
      'platform.initStart',
      record,
      `INIT_START Runtime Version: ${runtimeVersion}\n`,
    );
  }

  initFailed(now: number, duration: number, errorType: string): string[] {
    const record = {
      initializationType: 'on-demand',
      phase: 'init',
      status: 'error',
      errorType,
      metrics: { durationMs: round(duration) },
    };
    const text = `INIT_REPORT Init Duration: ${duration.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${errorType}\n`;
    return this.#line('WARN', now, 'platform.initReport', record, text);
  }

  start(now: number, requestId: string): string[] {
    const { version } = this.#deployed;
    const text = `START RequestId: ${requestId} Version: ${version}\n`;
    return this.#line('INFO', now, 'platform.start', { requestId, version }, text);
  }

  /** END and REPORT. */
  end(now: number, report: RequestReport): string[] {
    const { requestId, status, errorType } = report;
    if (this.#deployed.logging.format === 'Text') {
      return [
        `END RequestId: ${requestId}\n`,
        `REPORT RequestId: ${requestId}\t${this.#reportText(report)}\n`,
      ];
    }
    const metrics = this.#metrics(report);
    const level = status === 'success' ? 'INFO' : 'WARN';
    const record = { requestId, metrics, status, ...(errorType === undefined ? {} : { errorType }) };
    return this.#line(level, now, 'platform.report', record, '');
  }

  #reportText(report: RequestReport): string {
    const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs } =
      this.#metrics(report);
    const parts = [
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${String(billedDurationMs)} ms`,
      `Memory Size: ${String(memorySizeMB)} MB`,
      `Max Memory Used: ${String(maxMemoryUsedMB)} MB`,
    ];
    if (initDurationMs !== undefined) parts.push(`Init Duration: ${initDurationMs.toFixed(2)} ms`);
    if (report.status === 'timeout') parts.push('Status: timeout');
    if (report.status === 'failure') parts.push('Status: error', `Error Type: ${String(report.errorType)}`);
    return `${parts.join('\t')}\t`;
  }

  /** Since August 2025 the initialisation is billed too (LMB/lambda-runtime-environment). */
  #metrics({ duration, initDuration, memoryBytes }: RequestReport): Metrics {
    return {
      durationMs: round(duration),
      billedDurationMs: Math.ceil(duration + (initDuration ?? 0)),
      memorySizeMB: this.#deployed.memorySize,
      maxMemoryUsedMB: Math.ceil(memoryBytes / 2 ** 20),
      ...(initDuration === undefined ? {} : { initDurationMs: round(initDuration) }),
    };
  }

  #line(level: string, now: number, type: string, record: object, text: string): string[] {
    const { format, systemLevel } = this.#deployed.logging;
    if (format === 'Text') return [text];
    if (LEVELS.indexOf(level) < LEVELS.indexOf(systemLevel ?? 'INFO')) return [];
    return [JSON.stringify({ time: new Date(now).toISOString(), type, record })];
  }
}

interface Metrics {
  readonly durationMs: number;
  readonly billedDurationMs: number;
  readonly memorySizeMB: number;
  readonly maxMemoryUsedMB: number;
  readonly initDurationMs?: number;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

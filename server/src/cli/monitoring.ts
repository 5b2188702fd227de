/** What a server shows of itself: its log, metrics on a port of their own, traces. All but the log only if asked for. */
import { createLog, type Log } from '../platform/log.ts'
import { openLogFiles } from '../platform/log-files.ts'
import { serveMetrics } from '../platform/metrics/index.ts'
import { startTracing } from '../platform/traces/index.ts'
import { clock } from './deployment.ts'

export interface MonitoringOptions {
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info'
  /** On 127.0.0.1. */
  readonly metricsPort?: number
}

export interface Monitoring {
  readonly log: Log
  close(): Promise<void>
}

/**
 * Also from the environment: `RINGFENCE_LOG_DIRECTORY` and `RINGFENCE_LOG_DAYS` (30) for log files instead of standard output;
 * `RINGFENCE_OTLP_URL` and `RINGFENCE_TRACE_SHARE` (1) for traces.
 */
export async function startMonitoring(options: MonitoringOptions, environment = process.env): Promise<Monitoring> {
  const { RINGFENCE_LOG_DIRECTORY: directory, RINGFENCE_OTLP_URL: otlpUrl } = environment
  const days = numberOf(environment, 'RINGFENCE_LOG_DAYS', 30, 3_650)
  const share = numberOf(environment, 'RINGFENCE_TRACE_SHARE', 1, 1)
  const files = directory === undefined ? undefined : await openLogFiles(directory, days, clock)
  const log = createLog({ level: options.logLevel ?? 'info', ...(files ? { to: files.to } : {}) })
  const tracing = otlpUrl === undefined ? undefined : await startTracing({ url: otlpUrl, share })
  const metrics = options.metricsPort === undefined ? undefined : await serveMetrics(options.metricsPort)
  if (metrics) log.info({ metrics: metrics.url }, 'metrics are served')
  return {
    log,
    async close() {
      await Promise.all([tracing?.close().catch(() => {}), metrics?.close()]) // a collector that is away must not hold up the stop
      await files?.close()
    },
  }
}

function numberOf(environment: NodeJS.ProcessEnv, name: string, otherwise: number, max: number): number {
  const text = environment[name]
  if (text === undefined) return otherwise
  const number = Number(text)
  if (!(text.trim() !== '' && number >= 0 && number <= max))
    throw new Error(`${name} must be a number from 0 to ${max}`)
  return number
}

/**
 * Traces: request → handler → database, sent by OTLP over HTTP. Off unless told where to: then nothing but one comparison is left of
 * them. Spans hold names of operations and statements, statuses and codes; never an address, a value or a person.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'

export type { Span } from '@opentelemetry/api'

let tracer: Tracer | undefined
const current = new AsyncLocalStorage<Span>()

export interface TracingOptions {
  /** Of the collector's traces, for example `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string
  /** How many of the traces are kept, 0 to 1. */
  readonly share?: number
  /** Instead of sending them to `url`; for tests. */
  readonly exporter?: SpanExporter
}

/** From now on, until closed, this process traces. `close` sends what is left. Who does not trace does not even load what it takes. */
export async function startTracing({ url, share = 1, exporter }: TracingOptions): Promise<{ close(): Promise<void> }> {
  const { BatchSpanProcessor, TraceIdRatioBasedSampler, TracerProvider } = await import('@opentelemetry/sdk-trace')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const provider = new TracerProvider({
    sampler: new TraceIdRatioBasedSampler(share),
    spanProcessors: [new BatchSpanProcessor({ exporter: exporter ?? new OTLPTraceExporter({ url }) })],
  })
  tracer = provider.getTracer('ringfence')
  return {
    close: async () => {
      tracer = undefined
      await provider.shutdown()
    },
  }
}

/** A request that came in; undefined when nothing is traced. What a stranger says of its own trace is not believed. */
export function beginRequest(): Span | undefined {
  return tracer?.startSpan('request', { kind: SpanKind.SERVER }, ROOT_CONTEXT)
}

export function endRequest(span: Span, name: string, attributes: Attributes, isFailure: boolean): void {
  span.updateName(name)
  span.setAttributes(attributes)
  if (isFailure) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** Does the work as a part of `parent`, or of what is being traced. An error is noted by its name; its words may quote data. */
export async function traced<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  parent?: Span,
): Promise<T> {
  if (tracer === undefined) return work()
  const within = parent ?? current.getStore()
  const span = tracer.startSpan(name, { attributes }, within ? trace.setSpan(ROOT_CONTEXT, within) : ROOT_CONTEXT)
  try {
    return await current.run(span, work)
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'thrown' })
    throw error
  } finally {
    span.end()
  }
}

export function isTracing(): boolean {
  return tracer !== undefined
}

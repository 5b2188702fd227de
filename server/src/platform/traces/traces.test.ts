import { InMemorySpanExporter } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { beginRequest, endRequest, isTracing, startTracing, traced } from './index.ts'

const db = await testDatabase()

test('a trace leads from the request over its handler to the database, and holds no value of a statement [S12]', async () => {
  const exporter = new InMemorySpanExporter()
  const shutdown = exporter.shutdown.bind(exporter)
  exporter.shutdown = async () => {} // its end would forget what it holds
  const tracing = await startTracing({ url: 'http://127.0.0.1:9', exporter })
  const request = beginRequest()!
  await traced('handler getBrand', {}, () => db.query(`SELECT 'literal canary', $1::text`, ['value canary']), request)
  endRequest(request, 'getBrand', { 'http.response.status_code': 200 }, false)
  await tracing.close()
  const spans = exporter.getFinishedSpans()
  const named = (name: string) => spans.find(span => span.name === name)!
  expect(named('database').parentSpanContext?.spanId).toBe(named('handler getBrand').spanContext().spanId)
  expect(named('handler getBrand').parentSpanContext?.spanId).toBe(named('getBrand').spanContext().spanId)
  expect(JSON.stringify(spans.map(({ attributes, name, events }) => ({ attributes, name, events })))).not.toContain(
    'canary',
  )
  await shutdown()
})

test('nothing is traced unless asked for [S12]', async () => {
  expect(isTracing()).toBe(false)
  expect(beginRequest()).toBeUndefined()
  expect(await traced('work', {}, async () => 7)).toBe(7)
})

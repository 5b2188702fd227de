import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { AnsweredCall } from '../answered-call.ts'
import { countBatch, countCall, countLockOut, registry, serveMetrics, watchFigure } from './index.ts'

const call = (changes: Partial<AnsweredCall>): AnsweredCall => ({
  operation: 'takePayment',
  version: 'v1',
  client: 'app.till',
  role: 'cashier',
  status: 201,
  problem: undefined,
  atMs: 0,
  durationMs: 12,
  ...changes,
})

test('requests, declines, refused proofs, limits, lock-outs and batches are served on a loopback port [S12]', async () => {
  countCall(call({}))
  countCall(call({ status: 402, problem: 'insufficient_funds' }))
  countCall(call({ status: 401, problem: 'unauthenticated', proof: 'dpop', role: 'none' }))
  countCall(call({ status: 429, problem: 'limit_exceeded', operation: 'takeLoad', role: 'customer' }))
  countLockOut('pin')
  countBatch(17)
  watchFigure('ringfence_test_figure', 'a figure', 'kind', () => ({ one: 1 }))
  watchFigure('ringfence_test_broken', 'a figure that can not be had', 'kind', () => Promise.reject(new Error('away')))
  const listener = await serveMetrics(0)
  expect(new URL(listener.url).hostname).toBe('127.0.0.1')
  const text = await (await fetch(listener.url)).text()
  for (const line of [
    'ringfence_requests_total{operation="takePayment",version="v1",status="201",caller="staff"} 1',
    'ringfence_payment_declines_total{code="insufficient_funds"} 1',
    'ringfence_refused_proofs_total{kind="dpop"} 1',
    'ringfence_limits_reached_total{operation="takeLoad",code="limit_exceeded"} 1',
    'ringfence_lock_outs_total{kind="pin"} 1',
    'ringfence_group_commit_batch_size_bucket{le="32"} 1',
    'ringfence_test_figure{kind="one"} 1',
    'nodejs_eventloop_lag_p99_seconds',
  ]) {
    expect(text).toContain(line)
  }
  expect((await fetch(new URL('/', listener.url))).status).toBe(404)
  await listener.close()
})

test('alerts and dashboard name metrics and labels that exist [S12]', async () => {
  watchFigure('ringfence_pool_connections', 'a figure', 'state', () => ({}))
  watchFigure('ringfence_outbox_lag_entries', 'a figure', 'listener', () => ({}))
  watchFigure('ringfence_audit_trail', 'a figure', 'figure', () => ({}))
  const known = registry.getMetricsAsArray().map(metric => metric.name)
  for (const file of ['ringfence.rules.yml', 'grafana-dashboard.json']) {
    const text = await readFile(new URL(`../../../../deploy/monitoring/${file}`, import.meta.url), 'utf8')
    const named = new Set(
      [...text.matchAll(/\bringfence_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')),
    )
    expect(named.size).toBeGreaterThan(8)
    expect([...named].filter(name => !known.includes(name))).toEqual([])
  }
})

/**
 * Slow headers, slow bodies and slow readers, 200 connections each, all at once, while honest requests are sent. Who trickles a request is
 * cut off; a slow reader may take its time, and harms nobody. A server without time-outs shows that harm would be seen.
 */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { type Check, run, type Verdict } from '../check.ts'
import { temporaryFolder, whileServing } from '../serving.ts'

interface Attack {
  readonly name: string
  readonly path: string
  readonly words: readonly string[]
  /** Whether the server ends them, or only bears them. */
  readonly isCutOff: boolean
}

const connections = 200
const attacks: readonly Attack[] = [
  { name: 'slow headers', path: '/v1/brand', words: ['-H'], isCutOff: true },
  {
    name: 'slow bodies',
    path: '/v1/sandbox/sign-in',
    words: ['-B', '-t', 'POST', '-f', 'application/json', '-s', '8192'],
    isCutOff: true,
  },
  {
    name: 'slow readers',
    path: '/',
    words: ['-X', '-k', '3', '-n', '5', '-w', '10', '-y', '20', '-z', '5'],
    isCutOff: false,
  },
]

export const slow: Check = {
  name: 'slow',
  debian: ['slowhttptest'],
  run: async () => {
    const real = await whileServing([], port => attack(port, '/healthz', 30))
    const control = await attackUnguarded()
    const seen = ['slow headers: still connected', 'slow bodies: still connected', 'honest requests']
    const missed = seen.filter(harm => !control.problems.some(problem => problem.includes(harm)))
    return {
      looked: real.looked,
      problems: [...real.problems, ...missed.map(harm => `of a server without time-outs it was not seen: ${harm}`)],
    }
  },
}

/** @returns how many connections were held, and what came of them */
async function attack(port: number, honestPath: string, seconds: number): Promise<Verdict> {
  const folder = await temporaryFolder()
  const attacking = { on: true }
  const honest = askHonestly(`http://127.0.0.1:${port}${honestPath}`, attacking)
  const parts = await Promise.all(attacks.map(one => attackOnce(one, port, seconds, folder)))
  attacking.on = false
  const { answered, failed } = await honest
  await rm(folder, { recursive: true })
  const problems = parts.flatMap(({ problems }) => problems)
  if (failed > 0 || answered === 0) problems.push(`honest requests: ${answered} answered, ${failed} not`)
  return { looked: parts.reduce((sum, { looked }) => sum + looked, 0), problems }
}

async function attackOnce({ name, path, words, isCutOff }: Attack, port: number, seconds: number, folder: string) {
  const often = ['-c', String(connections), '-r', '100', '-i', '2', '-p', '5', '-l', String(seconds)]
  const report = ['-g', '-o', join(folder, words[0]!)]
  const { output } = await run(
    'slowhttptest',
    [...words, ...often, ...report, '-u', `http://127.0.0.1:${port}${path}`],
    {
      seconds: seconds + 60,
      directory: folder,
    },
  )
  const plain = stripVTControlCharacters(output)
  const held = Math.max(0, ...[...plain.matchAll(/connected: +(\d+)/g)].map(([, count]) => Number.parseInt(count!, 10)))
  const problems: string[] = []
  if (isCutOff && !plain.includes('No open connections left')) problems.push(`${name}: still connected at the end`)
  if (plain.includes('service available: NO')) problems.push(`${name}: the service was away`)
  return { looked: held, problems }
}

/** One after the other until told to stop, each on a connection of its own; each may take five seconds. */
async function askHonestly(url: string, attacking: { on: boolean }) {
  let [answered, failed] = [0, 0]
  while (attacking.on) {
    const status = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) }).then(
      async got => got.text().then(() => got.status),
      () => 0,
    )
    if (status === 200) answered += 1
    else failed += 1
    await sleep(200)
  }
  return { answered, failed }
}

/** Waits for ever, and has no place for many. */
async function attackUnguarded(): Promise<Verdict> {
  const bounds = { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 }
  const server = createServer(bounds, (request, response) => {
    request.resume()
    request.on('end', () => response.end('read'))
  })
  server.maxConnections = 300
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await attack((server.address() as AddressInfo).port, '/', 20)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

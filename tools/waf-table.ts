/**
 * Sends the attack corpus through the built-in first layer and through nginx with the Core Rule Set, and writes what differs to
 * docs/WAF.md. Needs Debian's nginx, libnginx-mod-http-modsecurity and modsecurity-crs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createProbe } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bytesOf, readCorpus, type Sample } from '../server/test/security/corpus/corpus.ts'
import { layerOneAlone } from '../server/test/security/corpus/layer-one.ts'
import { exchange, listen, open, statusesIn } from '../server/test/security/raw-socket.ts'

type Verdict = 'block' | 'pass'

export interface Row {
  readonly sample: Sample
  readonly builtIn: Verdict
  readonly coreRuleSet: Verdict
  /** What the server behind says with nothing in front. */
  readonly unguarded: Verdict
}

/** Blocked is all that does not reach the server behind and come back, once. */
async function judge(port: number, sample: Sample): Promise<Verdict> {
  const statuses = statusesIn(await exchange(port, bytesOf(sample), 1_500))
  return statuses.length === 1 && statuses[0] === 200 ? 'pass' : 'block'
}

async function startUpstream(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('passed'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function startNginx(upstreamPort: number, port: number, state: string): Promise<ChildProcess> {
  const rules = fileURLToPath(new URL('../deploy/waf', import.meta.url))
  const nginx = spawn(join(rules, 'start.sh'), {
    env: {
      ...process.env,
      RINGFENCE_UPSTREAM: `127.0.0.1:${upstreamPort}`,
      WAF_LISTEN: `127.0.0.1:${port}`,
      WAF_TLS: '',
      WAF_STATE: state,
      WAF_RULES: rules,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  nginx.stderr.on('data', text => {
    said += String(text)
  })
  for (let tries = 0; tries < 100; tries += 1) {
    if (nginx.exitCode !== null) throw new Error(`nginx did not start: ${said}`)
    const socket = await open(port).catch(() => undefined)
    socket?.destroy()
    if (socket) return nginx
    await sleep(100)
  }
  throw new Error(`nginx does not listen: ${said}`)
}

async function freePort(): Promise<number> {
  const probe = createProbe().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  return port
}

export async function compareLayers(): Promise<Row[]> {
  const state = await mkdtemp(join(tmpdir(), 'ringfence-waf-'))
  await chmod(state, 0o777) // nginx's workers are another user when we are root
  const builtIn = layerOneAlone()
  const upstream = await startUpstream()
  const port = await freePort()
  const nginx = await startNginx((upstream.address() as AddressInfo).port, port, state)
  try {
    const ownPort = await listen(builtIn)
    const rows: Row[] = []
    const behind = (upstream.address() as AddressInfo).port
    for (const sample of readCorpus()) {
      const [own, core] = [await judge(ownPort, sample), await judge(port, sample)]
      rows.push({ sample, builtIn: own, coreRuleSet: core, unguarded: await judge(behind, sample) })
    }
    return rows
  } finally {
    const exited = once(nginx, 'exit')
    nginx.kill('SIGTERM')
    await exited
    await builtIn.close()
    upstream.closeAllConnections()
    upstream.close()
    await rm(state, { recursive: true })
  }
}

export function tableOf(rows: readonly Row[]): string {
  const kinds = [...new Set(rows.map(({ sample }) => sample.kind))]
  const blocked = (list: readonly Row[], by: 'builtIn' | 'coreRuleSet') =>
    list.filter(row => row[by] === 'block').length
  const counts = kinds.map(kind => {
    const list = rows.filter(({ sample }) => sample.kind === kind)
    return `| ${kind} | ${list.length} | ${blocked(list, 'builtIn')} | ${blocked(list, 'coreRuleSet')} |`
  })
  const differences = rows
    .filter(row => row.builtIn !== row.coreRuleSet)
    .map(
      ({ sample, builtIn, coreRuleSet }) =>
        `| ${sample.id} | ${shown(sample)} | ${builtIn} | ${coreRuleSet} | ${sample.note ?? ''} |`,
    )
  return `${introduction}
| kind | requests | blocked by the first layer | blocked by the Core Rule Set |
|---|---|---|---|
${counts.join('\n')}

## What the two judge differently

| request | what it is | first layer | Core Rule Set | note |
|---|---|---|---|---|
${differences.join('\n')}
`
}

const introduction = `# The built-in first layer and the Core Rule Set

Written by \`node tools/waf-table.ts\`: the corpus in \`server/test/security/corpus/requests.jsonl\` goes through the built-in first layer
(\`server/src/gateway/firewall\`) and through nginx with ModSecurity and the OWASP Core Rule Set as \`deploy/waf\` sets them up, each in
front of a server that answers everything. \`benign\` are honest requests: blocking one is a mistake.
`

/** One cell of a table: the part of the request that matters, escaped. */
function shown({ request }: Sample): string {
  const text =
    'raw' in request
      ? request.raw
      : `${request.method} ${request.target} ${Object.entries(request.headers ?? {})
          .map(([name, value]) => `${name}: ${value}`)
          .join(' ')} ${request.body ?? ''}`
  const plain = JSON.stringify(text.trim()).slice(1, -1)
  const short = plain.length > 110 ? `${plain.slice(0, 107)}…` : plain
  return `\`${short.replaceAll('`', "'").replaceAll('|', '\\|')}\``
}

if (import.meta.main) {
  const rows = await compareLayers()
  const wrong = rows.filter(row => row.builtIn !== row.sample.expected)
  for (const { sample } of wrong) console.log(`${sample.id} is not judged as the corpus says`)
  const path = fileURLToPath(new URL('../docs/WAF.md', import.meta.url))
  await writeFile(path, tableOf(rows))
  console.log(
    `${rows.length} requests, ${rows.filter(row => row.builtIn !== row.coreRuleSet).length} judged differently`,
  )
  if (wrong.length > 0) process.exitCode = 1
}

/**
 * sqlmap against every parameter of every operation, through a harness that adds token and proof, with the firewall's signatures off.
 * Two deliberately vulnerable controls stand at the end of each list: a run that does not find them has looked at nothing.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ended, Ready } from '../../../server/test/security/harness/main.ts'
import { type Check, root, run } from '../check.ts'

const sideBySide = 2
const harness = `${root}server/test/security/harness/`

export const sqlmap: Check = {
  name: 'sqlmap',
  debian: ['sqlmap'],
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringfence-sqlmap-'))
    const child = fork(`${harness}main.ts`, [String(sideBySide)], {
      execArgv: ['--import', `${harness}no-signatures.ts`],
    })
    const exited = once(child, 'exit')
    try {
      const ready = await told<Ready>(child)
      const parts = await Promise.all(ready.logs.map((log, part) => tryAll(folder, part, log)))
      child.send('end')
      const ended = await told<Ended>(child)
      console.log(`          ${ready.operations} operations, ${ended.requests} requests`)
      return { looked: ready.parameters, problems: [...parts.flat(), ...judge(ended)] }
    } finally {
      if (child.connected) child.disconnect() // it ends by itself
      await exited
      await rm(folder, { recursive: true })
    }
  },
}

async function told<T>(child: ChildProcess): Promise<T> {
  const exit = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the harness ended with ${code}`)))
  exit.catch(() => {}) // it may exit when it is no longer asked
  const [message] = await Promise.race([once(child, 'message'), exit])
  return message as T
}

/** Vulnerable places that are no controls, and controls that were not found. */
async function tryAll(folder: string, part: number, log: string): Promise<string[]> {
  const at = (name: string) => join(folder, `${name}-${part}`)
  await writeFile(at('log'), log)
  const { code, output } = await run(
    'sqlmap',
    [
      ...['-l', at('log'), '--batch', '--answers=skip further tests involving it=N', '--ignore-stdin', '--skip-waf'],
      ...['--level=1', '--risk=1', '--technique=BEUT', '--dbms=postgresql', '--time-sec=2', '--threads=1'],
      ...['--timeout=30', '--retries=0', '--flush-session', '--disable-coloring'],
      ...['--output-dir', at('output'), '--results-file', at('found.csv')],
    ],
    { seconds: 3_000 },
  )
  const found = (await readFile(at('found.csv'), 'utf8').catch(() => '')).split('\n').slice(1)
  const lines = found.filter(line => line.trim() !== '')
  const problems = lines.filter(line => !line.includes('/control/')).map(line => `sqlmap could inject: ${line}`)
  for (const control of ['/control/path/', '/control/body/']) {
    if (!lines.some(line => line.includes(control))) problems.push(`sqlmap did not find the planted ${control}`)
  }
  if (code !== 0) problems.push(`sqlmap ended with ${code}`)
  const critical = output.split('\n').filter(line => line.includes('[CRITICAL]'))
  return [...problems, ...critical]
}

function judge({ misunderstood, failed, unreached }: Ended): string[] {
  return [
    ...misunderstood.map(line => `PostgreSQL did not understand a statement: ${line}`),
    ...failed.map(id => `${id} was answered 500`),
    ...unreached.map(id => `${id} was never reached`),
  ]
}

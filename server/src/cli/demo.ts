/** The demo: a brand with a year of history, its three apps, and credentials for trying the API. One command, one ready line. */
import { operations } from '@ringfence/contract'
import { seedDemo } from '../demo/seed-demo.ts'
import { buildApps } from './build-apps.ts'
import { type DemoFile, readDemoFile, writeDemoFile } from './demo-file.ts'
import { clock, openDeployment } from './deployment.ts'
import { findRunningServer } from './running.ts'
import { say, sayJson } from './say.ts'
import { serve } from './serve.ts'

export interface DemoOptions {
  readonly host: string
  readonly port: number
  readonly directory: string
  readonly json?: boolean
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info'
}

export async function demo(options: DemoOptions): Promise<void> {
  const running = await findRunningServer(options.directory)
  const known = running && (await readDemoFile(options.directory))
  if (running && known) {
    say(`Ringfence runs already (process ${running.pid}).`)
    return announce(known, options)
  }
  const started = performance.now()
  const building = buildApps()
  building.catch(() => {}) // awaited below; meanwhile the database may fail first
  const deployment = await openDeployment(options)
  say(`Database: ${deployment.databaseStory}`)
  try {
    const { db, masterKey } = deployment
    const seed = await seedDemo({ db, masterKey, nowMs: clock.now(), currency: 'USD', onProgress: say })
    const built = await building
    if (built.length > 0) say(`Built the apps: ${built.join(', ')}`)
    const served = await serve(deployment, { ...options, sandbox: true, logLevel: options.logLevel ?? 'error' })
    const file = await writeDemoFile(options.directory, served.url, seed)
    announce(file, options, Math.round(performance.now() - started))
    await served.stopped
    say('Stopped. Nothing was lost.')
  } catch (error) {
    await deployment.close()
    throw error
  }
}

function announce(file: DemoFile, options: DemoOptions, tookMs?: number): void {
  if (options.json) {
    sayJson({ ready: true, ...file.addresses, credentials: file.path, tookMs })
    return
  }
  const { url, customer, till, console } = file.addresses
  say(`
Harbor & Rye is open${tookMs === undefined ? '' : ` after ${Math.round(tookMs / 100) / 10} s`}

  customer app   ${customer}
  till           ${till}
  console        ${console}

Load 25.00 in the customer app, show the pay code, type or scan it at the till, and watch both screens.
By command:  npx ringfence call --as till GET /v1/brand    (${Object.keys(operations).length} operations at ${url}/v1)
Credentials: ${file.path}   Stop: Ctrl-C
Ringfence is ready at ${url}`)
}

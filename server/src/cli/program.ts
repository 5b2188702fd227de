/** The command line. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { exportAuditCommand, verifyAuditCommand } from './audit.ts'
import { call, payCode } from './call.ts'
import { administratorsCommand, breakGlassCommand } from './control.ts'
import { demo } from './demo.ts'
import { openDeployment } from './deployment.ts'
import { importGiftCardsCommand } from './import-gift-cards.ts'
import { importPurchasesCommand } from './import-purchases.ts'
import { retireMasterCommand, rotateMasterCommand } from './keys/rotate-master.ts'
import { rotateKeysCommand } from './keys.ts'
import { exportCommand, proveCommand, verifyCommand } from './ledger.ts'
import { meshCommand } from './mesh.ts'
import { findRunningServer } from './running.ts'
import { say, sayJson } from './say.ts'
import { serve } from './serve.ts'
import { addPartsOptions } from './serve-options.ts'
import type { PartsOptions } from './serve-parts.ts'
import { ownPlace, type Place } from './serve-together.ts'
import { staffCommand } from './staff.ts'

export function createProgram(): Command {
  const program = new Command('ringfence')
    .description('The closed-loop mobile payment platform that a brand runs itself.')
    .showHelpAfterError()
  program.addCommand(serveCommand())
  program.addCommand(demoCommand())
  program.addCommand(migrateCommand())
  const bringIn = new Command('import').description('bring history and cards in')
  bringIn.addCommand(importPurchasesCommand(openDeployment)).addCommand(importGiftCardsCommand(openDeployment))
  program.addCommand(bringIn)
  const ledger = new Command('ledger').description('the books')
  ledger.addCommand(proveCommand(openDeployment)).addCommand(exportCommand(openDeployment)).addCommand(verifyCommand())
  program.addCommand(ledger)
  const audit = new Command('audit').description('who did what: the sealed trail')
  program.addCommand(
    audit.addCommand(verifyAuditCommand(openDeployment)).addCommand(exportAuditCommand(openDeployment)),
  )
  const keys = new Command('keys').description(
    'the keys that sign access tokens, and the master key that seals secrets',
  )
  keys.addCommand(rotateKeysCommand(openDeployment))
  keys.addCommand(rotateMasterCommand(openDeployment)).addCommand(retireMasterCommand(openDeployment))
  program.addCommand(keys)
  program.addCommand(meshCommand())
  program.addCommand(breakGlassCommand(openDeployment))
  program.addCommand(administratorsCommand(openDeployment))
  program.addCommand(staffCommand(openDeployment))
  program.addCommand(callCommand())
  program.addCommand(payCodeCommand())
  return program
}

const directoryOption = () =>
  new Option('--directory <path>', 'holds the embedded database, keys and notes')
    .env('RINGFENCE_DIRECTORY')
    .default('.ringfence')
const databaseOption = () =>
  new Option('--database-url <url>', 'PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL')
const hostOption = () => new Option('--host <address>', 'address to listen on').env('HOST').default('127.0.0.1')
const portOption = () => new Option('--port <number>', 'port to listen on').env('PORT').default(4810).argParser(portOf)
const metricsOption = () =>
  new Option('--metrics-port <number>', 'serve metrics for Prometheus on this port of 127.0.0.1')
    .env('RINGFENCE_METRICS_PORT')
    .argParser(portOf)
const processesOption = () =>
  new Option('--processes <number>', 'how many processes share the port: as many as there are cores')
    .env('RINGFENCE_PROCESSES')
    .conflicts('role')
    .argParser(processesOf)
const jsonOption = () => new Option('--json', 'answer as JSON on standard output')
const logOption = () =>
  new Option('--log-level <level>', 'how much to log').choices(['silent', 'error', 'warn', 'info'])

interface ServerOptions extends PartsOptions {
  origin?: string
  host: string
  port: number
  directory: string
  databaseUrl?: string
  json?: boolean
  sandbox?: boolean
  logLevel?: 'silent' | 'error' | 'warn' | 'info'
  metricsPort?: number
  processes?: number
}

function serveCommand(): Command {
  return addPartsOptions(new Command('serve'))
    .description('run the API and the apps, or one part of them beside others')
    .addOption(hostOption())
    .addOption(portOption())
    .addOption(directoryOption())
    .addOption(databaseOption())
    .addOption(logOption())
    .addOption(metricsOption())
    .addOption(jsonOption())
    .addOption(processesOption())
    .option('--sandbox', 'sandbox mode: sign-in without proof, test cards; never with real money')
    .action(async (options: ServerOptions) => {
      const place = ownPlace()
      const running = options.role || place ? undefined : await findRunningServer(options.directory)
      if (running) return say(`Ringfence runs already at ${running.url} (process ${running.pid}).`)
      const deployment = await openDeployment({ ...options, ...poolAt(place) })
      try {
        const served = await serve(deployment, { ...options, sandbox: options.sandbox ?? false })
        if (place) return await served.stopped // who looks after us says that we are ready
        if (options.json) sayJson({ ready: true, url: served.url, pid: process.pid, role: options.role })
        else say(`Ringfence is ready at ${served.url} (${deployment.databaseStory})`)
        await served.stopped
      } catch (error) {
        await deployment.close()
        if (place) process.disconnect()
        throw error
      }
    })
}

function demoCommand(): Command {
  return new Command('demo')
    .description('start a demo brand with a year of history and its three apps')
    .addOption(hostOption())
    .addOption(portOption())
    .addOption(directoryOption())
    .addOption(databaseOption())
    .addOption(logOption())
    .addOption(metricsOption())
    .addOption(jsonOption())
    .action((options: ServerOptions) => demo(options))
}

function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database to this program's version")
    .addOption(directoryOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: ServerOptions) => {
      const deployment = await openDeployment(options)
      const { applied, version } = deployment.migration
      await deployment.close()
      if (options.json) sayJson({ applied, version })
      else say(applied.length === 0 ? `Up to date (${version}).` : `Applied ${applied.join(', ')}.`)
    })
}

function callCommand(): Command {
  return new Command('call')
    .description("call the running demo's API as someone of the demo, signed where the API wants it")
    .argument('<method>', 'GET, POST, PUT or DELETE')
    .argument('<path>', 'for example /v1/payments')
    .argument('[body]', 'JSON')
    .option('--as <who>', 'till, customer, a role, or a name or id of demo.json', 'till')
    .option('--key <text>', 'idempotency key; a new one by default')
    .addOption(directoryOption())
    .addOption(jsonOption())
    .action(async (method: string, path: string, body: string | undefined, options) => {
      process.exitCode = await call(method.toUpperCase(), path, body, options)
    })
}

function payCodeCommand(): Command {
  return new Command('pay-code')
    .description('print the pay code that a phone of the demo shows now')
    .argument('[customer]', 'name of a customer of the demo; the first by default')
    .addOption(directoryOption())
    .action((customer: string | undefined, options: { directory: string }) => payCode(customer, options.directory))
}

/** Together they may not ask for more connections than a PostgreSQL usually has. */
function poolAt(place: Place | undefined): { poolMax?: number } {
  return place ? { poolMax: Math.max(3, Math.floor(40 / place.of)) } : {}
}

function processesOf(text: string): number {
  const count = Number.parseInt(text, 10)
  if (!/^\d+$/.test(text) || count < 1 || count > 16) throw new InvalidArgumentError('a number from 1 to 16')
  return count
}

function portOf(text: string): number {
  const port = Number.parseInt(text, 10)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 1 to 65535')
  return port
}

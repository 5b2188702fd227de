/** `ringfence ledger …`: prove the books, export the chain, verify an exported chain without a database. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { exportChain, type LedgerProof, proveLedger, verifyChainFile } from '../modules/ledger/index.ts'
import type { openDeployment } from './deployment.ts'
import { say, sayJson } from './say.ts'

type OpenDeployment = typeof openDeployment
interface Options {
  directory: string
  databaseUrl?: string
  json?: boolean
}
const directoryOption = () =>
  new Option('--directory <path>', 'holds the embedded database, keys and notes')
    .env('RINGFENCE_DIRECTORY')
    .default('.ringfence')
const databaseOption = () =>
  new Option('--database-url <url>', 'PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL')
const jsonOption = () => new Option('--json', 'answer as JSON on standard output')

export function proveCommand(open: OpenDeployment): Command {
  return new Command('prove')
    .description(
      'check the books: hash chain, balances, lots, holds, conservation; exit status 1 when anything is wrong',
    )
    .addOption(directoryOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const deployment = await open(options)
      const proof = await proveLedger(deployment.db).finally(() => deployment.close())
      if (options.json) sayJson(proof)
      else sayProof(proof)
      process.exitCode = proof.ok ? 0 : 1
    })
}

export function exportCommand(open: OpenDeployment): Command {
  return new Command('export')
    .description('write the whole hash chain to a file, a batch a line, for others to verify')
    .argument('<file>', 'is written anew')
    .addOption(directoryOption())
    .addOption(databaseOption())
    .action(async (file: string, options: Options) => {
      const deployment = await open(options)
      const out = createWriteStream(file)
      try {
        await exportChain(deployment.db, async line => {
          if (!out.write(`${line}\n`)) await once(out, 'drain')
        })
        out.end()
        await once(out, 'finish')
      } finally {
        await deployment.close()
      }
      say(`The chain is in ${file}.`)
    })
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('compute an exported chain anew, without a database; exit status 1 when it does not pass a head')
    .argument('<file>', 'made by `ringfence ledger export`')
    .option('--head <lane:hash>', 'a head that `prove` printed, now or earlier; may be given often', addHead, [])
    .addOption(jsonOption())
    .action(async (file: string, options: { head: { lane: number; hash: string }[]; json?: boolean }) => {
      const verified = await verifyChainFile(file, options.head)
      if (options.json) sayJson(verified)
      else {
        for (const fault of verified.faults) say(`WRONG  ${fault}`)
        for (const head of verified.heads) say(`lane ${head.lane}, batch ${head.batch}: ${head.hash}`)
        if (verified.ok) say(`The chain is whole: ${verified.transfers} transfers.`)
      }
      process.exitCode = verified.ok ? 0 : 1
    })
}

function addHead(text: string, before: { lane: number; hash: string }[]) {
  const parts = /^(\d+):([0-9a-f]{64})$/.exec(text)
  if (!parts) throw new InvalidArgumentError('a head is a lane and 64 hexadecimal digits, as 0:ab…')
  return [...before, { lane: Number.parseInt(parts[1]!, 10), hash: parts[2]! }]
}

function sayProof(proof: LedgerProof): void {
  for (const check of proof.checks) say(`${check.ok ? 'ok   ' : 'WRONG'}  ${check.name}: ${check.detail}`)
  for (const head of proof.heads) say(`lane ${head.lane}, batch ${head.batch}: ${head.hash}`)
  say(
    proof.ok
      ? `The books balance: ${proof.transfers} transfers, ${proof.accounts} accounts.`
      : 'THE BOOKS DO NOT BALANCE.',
  )
}

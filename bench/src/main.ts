/** Benchmarks: `npm run bench -- ledger|http|import [--json]`. Figures come with a yardstick measured beside them. */
import { benchHttp } from './http-bench.ts'
import { benchImport } from './import-bench.ts'
import { benchLedger } from './ledger-bench.ts'
import { type BenchName, type BenchOptions, readOptions, usage } from './options.ts'
import { print, type Report } from './report.ts'

const benches: Record<BenchName, (options: BenchOptions) => Promise<Report>> = {
  ledger: benchLedger,
  http: benchHttp,
  import: benchImport,
}

try {
  const words = process.argv.slice(2)
  if (words.includes('--help')) process.stdout.write(`${usage}\n`)
  else {
    const { name, options } = readOptions(words)
    print(await benches[name](options), options.json)
  }
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/** Writes docs/openapi.json from the contract; with `--check` it only tells whether the file is up to date. */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openApiDocument } from '../server/src/gateway/openapi.ts'

const path = fileURLToPath(new URL('../docs/openapi.json', import.meta.url))
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`

if (!process.argv.includes('--check')) {
  await writeFile(path, text)
} else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
  console.error('docs/openapi.json is not what the contract says. Run: node tools/openapi.ts')
  process.exitCode = 1
}

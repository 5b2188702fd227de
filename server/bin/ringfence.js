#!/usr/bin/env node
// Runs the program on the Node that the project pins, whatever Node started this file.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const pinned = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const major = Number.parseInt(process.versions.node, 10)

if (major >= 24) await import(main)
else if (existsSync(pinned)) {
  const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
} else {
  console.error('ringfence needs Node 24 or newer; run npm install in the project, which brings one along')
  process.exit(1)
}

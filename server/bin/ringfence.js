#!/usr/bin/env node
// The command `ringfence`, on the Node that the project pins.
import { fileURLToPath } from 'node:url'
import { runPinned } from '../../tools/pinned-node.js'

runPinned(fileURLToPath(new URL('../src/main.ts', import.meta.url)), process.argv.slice(2))

#!/usr/bin/env node
/** The program: reads the command line and says plainly what went wrong. */
import { createProgram } from './cli/program.ts'
import { say } from './cli/say.ts'

try {
  await createProgram().parseAsync()
} catch (error) {
  say(`ringfence: ${error instanceof Error ? error.message : String(error)}`)
  if (process.env.RINGFENCE_DEBUG !== undefined) say(error instanceof Error ? (error.stack ?? '') : '')
  process.exitCode = 1
}

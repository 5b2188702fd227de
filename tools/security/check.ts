/** What a check is, and how the outside programs that checks use are run. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The project's root, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))
export const modules = `${root}tools/security/node_modules/`

export interface Verdict {
  /** How many things were looked at; a check that looked at none has failed. */
  readonly looked: number
  /** What is wrong, a line each. */
  readonly problems: readonly string[]
}

export interface Check {
  readonly name: string
  /** Debian packages it needs besides what npm installs. */
  readonly debian?: readonly string[]
  run(): Promise<Verdict>
}

export interface Ran {
  readonly code: number | null
  readonly output: string
}

/** Runs a program to its end, at most `seconds` long, and keeps what it said. */
export async function run(
  command: string,
  words: readonly string[],
  { seconds = 600, directory = root, environment = {} as Record<string, string> } = {},
): Promise<Ran> {
  const child = spawn(command, words, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: seconds * 1000,
  })
  const parts: Buffer[] = []
  child.stdout.on('data', part => parts.push(part))
  child.stderr.on('data', part => parts.push(part))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, output: Buffer.concat(parts).toString() }))
  })
}

export const runNode = (program: string, words: readonly string[], options = {}): Promise<Ran> =>
  run(process.execPath, [program, ...words], options)

/** Starts the generator, and kills it or a whole PostgreSQL, as a machine that loses power would. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export function startGenerator(url: string, acknowledgements: string): ChildProcess {
  const program = fileURLToPath(new URL('./generator.ts', import.meta.url))
  return spawn(process.execPath, [program, url, acknowledgements], { stdio: ['ignore', 'ignore', 'inherit'] })
}

export async function killGenerator(generator: ChildProcess): Promise<void> {
  if (generator.exitCode !== null || generator.signalCode !== null) return
  const ended = once(generator, 'exit')
  generator.kill('SIGKILL')
  await ended
}

/** The postmaster and all its children, at one stroke: none gets to write anything more. */
export function killPostgres(postmaster: number): void {
  for (const pid of [...childrenOf(postmaster), postmaster]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it ended by itself meanwhile
    }
  }
}

function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap(line => {
    const [pid, ppid] = line
      .trim()
      .split(/\s+/)
      .map(text => Number.parseInt(text, 10))
    return ppid === parent ? [pid!] : []
  })
}

/** Starts programs, and kills them or a whole PostgreSQL, as a machine that loses power would. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export function startGenerator(url: string, acknowledgements: string): ChildProcess {
  const program = fileURLToPath(new URL('./generator.ts', import.meta.url))
  return spawn(process.execPath, [program, url, acknowledgements], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Sends a signal and waits for the end; `kill -9` unless told otherwise. Returns the exit status, null when it was killed. */
export async function endProcess(program: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
  if (!hasEnded(program)) {
    const ended = once(program, 'exit')
    program.kill(signal)
    await ended
  }
  return program.exitCode
}

export const hasEnded = (program: ChildProcess) => program.exitCode !== null || program.signalCode !== null

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

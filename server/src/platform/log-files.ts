/** Logs in files of a day each; files older than the retention are deleted. */
import { createWriteStream, readdirSync, rmSync, type WriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Clock } from '../kernel/clock.ts'

const dayMs = 86_400_000
const pattern = /^ringfence-(\d{4}-\d\d-\d\d)\.log$/

export interface LogFiles {
  readonly to: { write(line: string): void }
  /** Begins a new day's file and deletes what is too old, if it is time; called every minute by itself. */
  turn(): void
  /** Resolves once all lines are written. */
  close(): Promise<void>
}

/** `days`: how many whole days are kept besides today. */
export async function openLogFiles(directory: string, days: number, clock: Clock): Promise<LogFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const today = () => new Date(clock.now()).toISOString().slice(0, 10)
  const open = (of: string): WriteStream => {
    const file = createWriteStream(join(directory, `ringfence-${of}.log`), { flags: 'a', mode: 0o600 })
    return file.on('error', () => {}) // a full disk must not end the process; `finished` tells at the end
  }
  let day = today()
  let file = open(day)
  const turn = () => {
    if (today() !== day) {
      file.end()
      day = today()
      file = open(day)
    }
    const oldest = new Date(clock.now() - days * dayMs).toISOString().slice(0, 10)
    for (const name of readdirSync(directory)) {
      const written = pattern.exec(name)?.[1]
      if (written !== undefined && written < oldest) rmSync(join(directory, name), { force: true })
    }
  }
  turn()
  const timer = setInterval(turn, 60_000)
  timer.unref()
  return {
    to: { write: line => void file.write(line) },
    turn,
    close: async () => {
      clearInterval(timer)
      file.end()
      await finished(file).catch(() => {})
    },
  }
}

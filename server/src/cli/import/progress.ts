/** Shows on standard error how an import goes: a bar on a terminal, else a line every few seconds. */
import { stat } from 'node:fs/promises'
import { Presets, SingleBar } from 'cli-progress'

export interface ReadSoFar {
  readonly bytesRead: number
  readonly lines: number
  /** Purchases or cards written. */
  readonly done: number
}

export interface ProgressDisplay {
  show(progress: ReadSoFar): void
  end(): void
}

const lineEveryMs = 3000

export async function progressDisplay(file: string, things: 'purchases' | 'cards'): Promise<ProgressDisplay> {
  const { size } = await stat(file)
  return process.stderr.isTTY ? bar(size, things) : plainLines(size, things)
}

function bar(size: number, things: string): ProgressDisplay {
  const format = `{bar} {percentage} %  {done} ${things}  {rate}/s  ETA {eta_formatted}`
  const display = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic)
  const startedMs = performance.now()
  display.start(Math.max(size, 1), 0, { done: '0', rate: '0' })
  return {
    show({ bytesRead, done }) {
      display.update(bytesRead, { done: grouped(done), rate: grouped(rateOf(done, startedMs)) })
    },
    end: () => display.stop(),
  }
}

function plainLines(size: number, things: string): ProgressDisplay {
  const startedMs = performance.now()
  let shownMs = startedMs
  return {
    show({ bytesRead, lines, done }) {
      if (performance.now() - shownMs < lineEveryMs) return
      shownMs = performance.now()
      const percent = Math.floor((bytesRead * 100) / Math.max(size, 1))
      const rate = grouped(rateOf(done, startedMs))
      process.stderr.write(`${percent} %: line ${grouped(lines)}, ${grouped(done)} ${things} written, ${rate}/s\n`)
    },
    end: () => {},
  }
}

function rateOf(done: number, startedMs: number): number {
  return Math.round((done * 1000) / Math.max(performance.now() - startedMs, 1))
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

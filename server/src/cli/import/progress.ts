/** Shows on standard error how an import goes: a bar on a terminal, else a line every few seconds. */
import { stat } from 'node:fs/promises'
import { Presets, SingleBar } from 'cli-progress'
import type { ImportProgress } from './settings.ts'

export interface ProgressDisplay {
  show(progress: ImportProgress): void
  end(): void
}

const lineEveryMs = 3000

export async function progressDisplay(file: string): Promise<ProgressDisplay> {
  const { size } = await stat(file)
  return process.stderr.isTTY ? bar(size) : plainLines(size)
}

function bar(size: number): ProgressDisplay {
  const format = '{bar} {percentage} %  {purchases} purchases  {rate}/s  ETA {eta_formatted}'
  const display = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic)
  const startedMs = performance.now()
  display.start(Math.max(size, 1), 0, { purchases: '0', rate: '0' })
  return {
    show({ bytesRead, purchases }) {
      display.update(bytesRead, { purchases: grouped(purchases), rate: grouped(rateOf(purchases, startedMs)) })
    },
    end: () => display.stop(),
  }
}

function plainLines(size: number): ProgressDisplay {
  const startedMs = performance.now()
  let shownMs = startedMs
  return {
    show({ bytesRead, lines, purchases }) {
      if (performance.now() - shownMs < lineEveryMs) return
      shownMs = performance.now()
      const percent = Math.floor((bytesRead * 100) / Math.max(size, 1))
      const rate = grouped(rateOf(purchases, startedMs))
      process.stderr.write(`${percent} %: line ${grouped(lines)}, ${grouped(purchases)} purchases written, ${rate}/s\n`)
    },
    end: () => {},
  }
}

function rateOf(purchases: number, startedMs: number): number {
  return Math.round((purchases * 1000) / Math.max(performance.now() - startedMs, 1))
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

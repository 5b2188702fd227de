import { copyFile, open, stat, truncate } from 'node:fs/promises'

const logBytesMax = 8 * 1024 * 1024

/** Keeps PostgreSQL's log bounded: a log that has grown too long becomes `.1`, the one before that goes. */
export async function boundLog(file: string, bytesMax = logBytesMax): Promise<void> {
  if ((await sizeOf(file)) <= bytesMax) return
  await copyFile(file, `${file}.1`)
  // PostgreSQL appends, so what it writes next begins at the new end.
  await truncate(file)
}

/** Bounds the log once a minute, without keeping the process alive. Returns the end of it. */
export function keepLogBounded(file: string): () => void {
  // A log that can't be copied now (a full disk, say) is tried again, and must not end the program.
  const timer = setInterval(() => void boundLog(file).catch(() => undefined), 60_000)
  timer.unref()
  return () => clearInterval(timer)
}

export async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0
}

/** The last lines of the log, from a position on. */
export async function readLogSince(file: string, position: number, bytesMax = 4000): Promise<string> {
  const size = await sizeOf(file)
  const begin = Math.max(position, size - bytesMax)
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(bytesMax), position: begin })
    return buffer.toString('utf8', 0, bytesRead).trim()
  } finally {
    await handle.close()
  }
}

/** Reads a text file in portions of lines, with each line's number as an editor shows it. Memory stays the same for any size. */
import { createReadStream } from 'node:fs'

export interface Line {
  /** From 1. */
  readonly number: number
  /** Without its end (LF or CRLF). */
  readonly text: string
}

export interface Portion {
  readonly lines: readonly Line[]
  /** Bytes of the file read so far. */
  readonly bytesRead: number
}

/** No purchase is that long: a file without line ends is no list of purchases. */
const lineLengthMax = 1_000_000

export async function* readPortions(path: string, size: number): AsyncGenerator<Portion> {
  const decoder = new TextDecoder() // leaves out a byte order mark
  let lines: Line[] = []
  let rest = ''
  let number = 0
  let bytesRead = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 64 * 1024 })) {
    const pieces = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
    rest = pieces.pop()!
    if (rest.length > lineLengthMax) throw new Error(`line ${number + 1} is longer than ${lineLengthMax} characters`)
    bytesRead += (chunk as Buffer).length
    for (const text of pieces) {
      number++
      lines.push({ number, text: text.endsWith('\r') ? text.slice(0, -1) : text })
      if (lines.length < size) continue
      yield { lines, bytesRead }
      lines = []
    }
  }
  rest += decoder.decode()
  if (rest !== '') lines.push({ number: number + 1, text: rest })
  if (lines.length > 0) yield { lines, bytesRead }
}

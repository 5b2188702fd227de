/** Runs the program as a process of its own: a server that says when it is ready, or a command. Ended by its id. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))

export interface Program {
  /** The line of JSON that says so; the log may say other things before. */
  readonly ready: string
  stop(): Promise<void>
}

export async function startProgram(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Program> {
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString()
  })
  const ready = await Promise.race([readyLine(child.stdout), once(child, 'exit').then(() => undefined)])
  if (ready === undefined) throw new Error(`${words[0]} did not start:\n${said}`)
  child.stdout.resume() // what it logs from now on is let go
  return {
    ready,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

export type RunCommand = (...words: string[]) => Promise<{ code: number; stdout: string; stderr: string }>

/** Commands on the deployment of a directory. */
export function runIn(directory: string): RunCommand {
  return (...words) => run(words.includes('--directory') ? words : [...words, '--directory', directory])
}

async function run(words: readonly string[]): ReturnType<RunCommand> {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}

async function readyLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) if (line.startsWith('{"ready":true')) return line
  return undefined
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

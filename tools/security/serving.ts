/** The real server, as an operator starts it: a process of its own on loopback, with an empty deployment in a temporary directory. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { open } from '../../server/test/security/raw-socket.ts'
import { root } from './check.ts'

/** Runs `work` with the port that `ringfence serve` listens on, then stops it. */
export async function whileServing<T>(words: readonly string[], work: (port: number) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder()
  const port = await freePort()
  const directory = join(folder, 'deployment')
  await mkdir(directory, { mode: 0o755 })
  const own = ['--sandbox', '--log-level', 'silent', '--port', String(port), '--directory', directory]
  const server = spawn(process.execPath, [`${root}server/src/main.ts`, 'serve', ...own, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  server.stderr.on('data', text => {
    said += String(text)
  })
  const exited = once(server, 'exit')
  try {
    await untilListening(port, () => {
      if (server.exitCode !== null) throw new Error(`the server did not start: ${said}`)
    })
    return await work(port)
  } finally {
    server.kill('SIGTERM')
    await exited
    await rm(folder, { recursive: true })
  }
}

async function untilListening(port: number, check: () => void): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    check()
    const socket = await open(port).catch(() => undefined)
    socket?.destroy()
    if (socket) return
    await sleep(200)
  }
  throw new Error('the server does not listen')
}

/** That every user may enter: as root, PostgreSQL runs as another one. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-security-'))
  await chmod(folder, 0o755)
  return folder
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

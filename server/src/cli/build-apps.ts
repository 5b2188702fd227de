/** Builds the three apps when they are missing or older than their sources. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { apps, distOf } from '../pages.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Returns the apps that were built. */
export async function buildApps(): Promise<string[]> {
  const stale: string[] = []
  for (const folder of Object.values(apps)) if (await isStale(folder)) stale.push(folder)
  await Promise.all(stale.map(build))
  return stale
}

async function isStale(folder: string): Promise<boolean> {
  const built = join(distOf(folder), 'index.html')
  if (!existsSync(built)) return true
  const sources = [join(root, 'apps', folder), join(root, 'ui/src'), join(root, 'contract/src')]
  const newest = Math.max(...(await Promise.all(sources.map(newestIn))))
  return newest > (await stat(built)).mtimeMs
}

async function newestIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter(
    entry => entry.isFile() && !/[/\\](dist[^/\\]*|node_modules)([/\\]|$)/.test(entry.parentPath),
  )
  const times = await Promise.all(files.map(async file => (await stat(join(file.parentPath, file.name))).mtimeMs))
  return Math.max(0, ...times)
}

async function build(folder: string): Promise<void> {
  const draft = join(root, 'apps', folder, `dist.${randomUUID()}`)
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', draft, '--emptyOutDir'], {
    cwd: join(root, 'apps', folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = await once(child, 'exit')
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true })
    throw new Error(`the ${folder} app could not be built:\n${said}`)
  }
  await swapIn(draft, distOf(folder))
}

/** Puts a finished build in place whole: whoever is served meanwhile, or builds at the same time, never sees half of one. */
async function swapIn(draft: string, dist: string): Promise<void> {
  const old = `${draft}.old`
  await rename(dist, old).catch(() => {}) // there is none the first time, or another start has just moved it
  await rename(draft, dist).catch(() => rm(draft, { recursive: true, force: true })) // another start was first: its build is as good
  await rm(old, { recursive: true, force: true })
}

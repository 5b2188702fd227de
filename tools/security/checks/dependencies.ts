/** Dependencies are named exactly, and the lock files hold a strong hash of each and no address to fetch it from. */
import { glob, readFile } from 'node:fs/promises'
import { type Check, modules, root, runNode } from '../check.ts'

const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/

export const dependencies: Check = {
  name: 'dependencies',
  run: async () => {
    const problems: string[] = []
    let looked = 0
    for (const file of await filesNamed('package.json')) {
      const manifest = JSON.parse(await readFile(root + file, 'utf8')) as Record<string, Record<string, string>>
      for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
        for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
          looked += 1
          if (!exact.test(version)) problems.push(`${file}: ${name} is ${version}, not one version`)
        }
      }
    }
    for (const file of await filesNamed('package-lock.json')) {
      const lock = JSON.parse(await readFile(root + file, 'utf8')) as { packages: Record<string, Locked> }
      for (const [name, entry] of Object.entries(lock.packages)) {
        if (!name.includes('node_modules/') || entry.link || entry.inBundle) continue
        looked += 1
        if (entry.resolved !== undefined) problems.push(`${file}: ${name} names an address`)
        if (!entry.integrity?.startsWith('sha512-')) problems.push(`${file}: ${name} has no SHA-512`)
      }
      const words = ['--path', root + file, '--type', 'npm', '--validate-https', '--validate-integrity']
      const lint = await runNode(`${modules}lockfile-lint/bin/lockfile-lint.js`, words)
      if (lint.code !== 0) problems.push(`${file}: ${lint.output.trim()}`)
    }
    return { looked, problems }
  },
}

interface Locked {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly inBundle?: boolean
}

async function filesNamed(name: string): Promise<string[]> {
  const files = await Array.fromAsync(
    glob(`**/${name}`, { cwd: root, exclude: dir => /node_modules|dist|^\./.test(dir) }),
  )
  return files.filter(file => !file.includes('node_modules')).sort()
}

/** No secret lies in the files of the project. Planted ones show that the scan sees. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Check, modules, root, runNode } from '../check.ts'

const bin = `${modules}secretlint/bin/secretlint.js`
const rules = `${root}tools/security/secretlint.json`

export const secrets: Check = {
  name: 'secrets',
  run: async () => {
    const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter(file => file !== '' && !/\.(png|woff2|svg)$|package-lock\.json$/.test(file))
    const problems: string[] = []
    if (!(await seesPlanted())) problems.push('a planted key was not found')
    for (let at = 0; at < files.length; at += 200) {
      const scan = await runNode(bin, [
        '--secretlintrc',
        rules,
        '--format',
        'unix',
        '--no-glob',
        ...files.slice(at, at + 200),
      ])
      if (scan.code !== 0)
        problems.push(
          ...scan.output
            .trim()
            .split('\n')
            .filter(line => line.includes(':')),
        )
    }
    return { looked: files.length, problems }
  },
}

async function seesPlanted(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-secrets-'))
  try {
    const planted = [
      '-----BEGIN RSA PRIVATE',
      'KEY-----\n',
      'MIIEpAIBAAKCAQEA'.repeat(20),
      '\n-----END RSA PRIVATE',
      'KEY-----\n',
    ]
    const text = `${planted[0]} ${planted[1]}${planted[2]}${planted[3]} ${planted[4]}`
    await writeFile(join(folder, 'planted.pem'), text)
    return (await runNode(bin, ['--secretlintrc', rules, '--no-glob', join(folder, 'planted.pem')])).code === 1
  } finally {
    await rm(folder, { recursive: true })
  }
}

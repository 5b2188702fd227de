/** TLS of the real server as testssl.sh sees it: versions, ciphers, and the known attacks. The weak server shows that it sees what is weak. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Check, run, type Verdict } from '../check.ts'
import { temporaryFolder, whileServing } from '../serving.ts'
import { keyOf, makeCertificate, whileWeak } from '../tls-servers.ts'

interface Finding {
  readonly id: string
  readonly severity: string
  readonly finding: string
}

const bad = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'FATAL']

export const testssl: Check = {
  name: 'testssl',
  debian: ['testssl.sh'],
  run: async () => {
    const folder = await temporaryFolder()
    try {
      const pem = await makeCertificate()
      const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
      await writeFile(cert, pem)
      await writeFile(key, keyOf(pem))
      const [{ looked, problems }, weak] = await Promise.all([
        whileServing(['--tls-cert', cert, '--tls-key', key], port => scan(port, join(folder, 'real.json'))),
        whileWeak(pem, port => scan(port, join(folder, 'weak.json'))),
      ])
      const sawWeak = weak.problems.some(problem => problem.startsWith('LUCKY13'))
      return { looked, problems: sawWeak ? problems : [...problems, 'the weak server was not seen to be weak'] }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

async function scan(port: number, file: string): Promise<Verdict> {
  const what = ['-p', '-s', '-P', '-U'] // protocols, standard ciphers, the server's preference, vulnerabilities
  const words = ['--quiet', '--warnings', 'off', '--ip', 'one', ...what, '--jsonfile', file, `127.0.0.1:${port}`]
  await run('testssl', words, { seconds: 900 })
  const findings = JSON.parse(await readFile(file, 'utf8')) as Finding[]
  return {
    looked: findings.length,
    problems: findings
      .filter(({ severity }) => bad.includes(severity))
      .map(({ id, severity, finding }) => `${id} ${severity}: ${finding}`),
  }
}

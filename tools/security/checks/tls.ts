/** TLS of the real server as sslscan sees it. A server with an old version and an old cipher shows that the reading sees what is weak. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Check, run, type Verdict } from '../check.ts'
import { temporaryFolder, whileServing } from '../serving.ts'
import { keyOf, makeCertificate, whileWeak } from '../tls-servers.ts'

const versions: Record<string, readonly string[]> = { '1.3': ['tls 1.3'], '1.2': ['tls 1.2', 'tls 1.3'] }

export const tls: Check = {
  name: 'tls',
  debian: ['sslscan'],
  run: async () => {
    const folder = await temporaryFolder()
    try {
      const pem = await makeCertificate()
      const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
      await writeFile(cert, pem)
      await writeFile(key, keyOf(pem))
      const verdicts: Verdict[] = []
      for (const [version, expected] of Object.entries(versions)) {
        const words = ['--tls-cert', cert, '--tls-key', key, '--tls-min', version]
        verdicts.push(await whileServing(words, port => scan(port, expected)))
      }
      return {
        looked: verdicts.reduce((sum, { looked }) => sum + looked, 0),
        problems: [...verdicts.flatMap(({ problems }) => problems), ...(await missedOfControl(pem))],
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

/** @returns how many ciphers answered, and what of it should not */
async function scan(port: number, expected: readonly string[]): Promise<Verdict> {
  const words = ['--no-colour', '--no-check-certificate', '--xml=-', `127.0.0.1:${port}`]
  const { output } = await run('sslscan', words, { seconds: 120 })
  const spoken = [...output.matchAll(/<protocol type="(\w+)" version="([\d.]+)" enabled="1"/g)].map(
    ([, a, b]) => `${a} ${b}`,
  )
  const ciphers = [...output.matchAll(/<cipher status="\w+" sslversion="([\w.]+)" bits="(\d+)" cipher="([\w-]+)"/g)]
  const problems: string[] = []
  if (spoken.toSorted().join() !== expected.join())
    problems.push(`speaks ${spoken.join(', ')}, not ${expected.join(', ')}`)
  for (const [, version, bits, cipher] of ciphers) {
    const isGood = /^(TLS_|ECDHE-).*(GCM|CHACHA20)/.test(cipher!) && Number.parseInt(bits!, 10) >= 128
    if (!isGood) problems.push(`${version} with ${cipher} of ${bits} bits`)
  }
  if (!output.includes('<renegotiation supported="0"')) problems.push('renegotiates')
  if (output.includes('vulnerable="1"')) problems.push('is open to Heartbleed')
  return { looked: ciphers.length, problems }
}

async function missedOfControl(pem: string): Promise<string[]> {
  const { problems } = await whileWeak(pem, port => scan(port, versions['1.3']!))
  return ['speaks tls 1.2', 'ECDHE-ECDSA-AES128-SHA256']
    .filter(weakness => !problems.some(problem => problem.includes(weakness)))
    .map(weakness => `of the weak server it was not seen that: ${weakness}`)
}

/** The OpenAPI document against Spectral's rules for OWASP's API Top 10. What is left out is left out with a reason. */
import { mkdir, readFile } from 'node:fs/promises'
import { type Check, modules, root, runNode } from '../check.ts'

interface Finding {
  readonly code: string
  readonly path: readonly string[]
  readonly message: string
}

interface Exception {
  readonly rule: RegExp
  readonly where?: (path: readonly string[], document: unknown) => boolean
  readonly why: string
}

/** The limits of sizes are for what comes in. */
const isAnswer = (path: readonly string[]) => path.includes('responses') || path[0] === 'components'

/** A pattern from end to end without open repetition limits the length as well. */
function isBounded(path: readonly string[], document: unknown): boolean {
  const schema = path.reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document)
  const { pattern } = (schema ?? {}) as { pattern?: string }
  if (pattern === undefined || !pattern.startsWith('^') || !pattern.endsWith('$')) return false
  return !/[*+]|\{\d+,\}/.test(pattern.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, ''))
}

export const exceptions: readonly Exception[] = [
  { rule: /define-cors-origin/, why: 'no page of another origin may call; without the header browsers keep it so' },
  { rule: /api4:2023-(string|array|integer)-/, where: isAnswer, why: 'what we send is ours, and of a closed shape' },
  { rule: /string-limit/, where: isBounded, why: 'its pattern limits its length' },
  { rule: /integer-format/, why: 'JSON has one kind of number; all of ours are exact, within 2^53' },
  { rule: /error-responses-401/, why: 'an operation that needs no token never answers 401' },
  { rule: /string-restricted/, why: 'free text stays free: names, messages, reasons; its length is limited' },
]

export const openApiRules: Check = {
  name: 'rules for the OpenAPI document',
  run: async () => {
    const folder = `${root}tools/security/report`
    await mkdir(folder, { recursive: true })
    const file = `${folder}/openapi-rules.json`
    const words = [
      'lint',
      `${root}docs/openapi.json`,
      '-r',
      `${root}tools/security/spectral.yaml`,
      '-f',
      'json',
      '-o',
      file,
    ]
    const lint = await runNode(`${modules}@stoplight/spectral-cli/dist/index.js`, words)
    if (lint.code === null || lint.code > 1) return { looked: 0, problems: [lint.output.trim()] }
    const findings = JSON.parse(await readFile(file, 'utf8')) as Finding[]
    const document = JSON.parse(await readFile(`${root}docs/openapi.json`, 'utf8')) as { paths: Record<string, object> }
    const problems = findings
      .filter(
        ({ code, path }) => !exceptions.some(({ rule, where }) => rule.test(code) && (where?.(path, document) ?? true)),
      )
      .map(({ code, path, message }) => `${code} at ${path.join(' ')}: ${message}`)
    return { looked: Object.values(document.paths).reduce((sum, path) => sum + Object.keys(path).length, 0), problems }
  },
}

/** The bill of materials (CycloneDX) of what a deployment runs, and the licences in it. Kept in tools/security/report/. */
import { mkdir, readFile } from 'node:fs/promises'
import { type Check, modules, root, runNode } from '../check.ts'

/** Licences under which the whole may be handed on under Apache-2.0. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
])

export const billOfMaterials: Check = {
  name: 'bill of materials',
  run: async () => {
    const folder = `${root}tools/security/report`
    await mkdir(folder, { recursive: true })
    const file = `${folder}/bill-of-materials.json`
    const words = ['--omit', 'dev', '--output-reproducible', '--output-format', 'JSON', '--output-file', file]
    const made = await runNode(`${modules}@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js`, [
      ...words,
      '--ignore-npm-errors',
    ])
    if (made.code !== 0) return { looked: 0, problems: [made.output.trim()] }
    const { components } = JSON.parse(await readFile(file, 'utf8')) as { components: Component[] }
    const problems = components
      .filter(({ name, group }) => group !== '@ringfence' && !name.startsWith('ringfence'))
      .filter(component => !isAllowed(component))
      .map(
        one =>
          `${one.group ? `${one.group}/` : ''}${one.name} ${one.version}: licence ${licencesOf(one).join(', ') || 'unknown'}`,
      )
    return { looked: components.length, problems }
  },
}

interface Component {
  readonly name: string
  readonly group?: string
  readonly version: string
  readonly licenses?: readonly { license?: { id?: string; name?: string }; expression?: string }[]
}

function licencesOf({ licenses = [] }: Component): string[] {
  return licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '')
}

/** Of a choice one must be allowed, of a sum all. */
function isAllowed(component: Component): boolean {
  const said = licencesOf(component)
  return (
    said.length > 0 &&
    said.every(text =>
      text
        .replaceAll(/[()]/g, '')
        .split(' OR ')
        .some(one => one.split(' AND ').every(id => allowed.has(id))),
    )
  )
}

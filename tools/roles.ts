/**
 * The table of roles (server/src/gateway/role-table.ts) is written by hand and compared with the contract at every start. This shows
 * where they differ; `--write` takes the contract's word for it, to be read in the diff, and writes docs/ROLES.md.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { type Operation, operations, roles } from '@ringfence/contract'
import { rowOf, sameRow } from '../server/src/gateway/rights.ts'
import { type RoleRow, roleTable } from '../server/src/gateway/role-table.ts'

const tablePath = new URL('../server/src/gateway/role-table.ts', import.meta.url)
const docsPath = new URL('../docs/ROLES.md', import.meta.url)
const begin = '// rows\n'

const table = Object.entries(operations) as [string, Operation][]
const rows = table.map(([id, operation]) => [id, rowOf(operation)] as const)
const known = roleTable as Readonly<Partial<Record<string, RoleRow>>>

const differing = rows.filter(([id, row]) => known[id] === undefined || !sameRow(known[id], row)).map(([id]) => id)
const gone = Object.keys(roleTable).filter(id => !(id in operations))
const docs = markdown()
const docsDiffer = (await readFile(docsPath, 'utf8').catch(() => '')) !== docs

if (process.argv.includes('--write')) {
  const source = await readFile(tablePath, 'utf8')
  const head = source.slice(0, source.indexOf(begin) + begin.length)
  await writeFile(tablePath, `${head}${rows.map(([id, row]) => line(id, row)).join('\n')}\n}\n`)
  await writeFile(docsPath, docs)
  console.log(`${rows.length} rows written, ${differing.length + gone.length} of them changed`)
} else {
  for (const id of differing) console.log(`${id}: the contract and the table of roles differ`)
  for (const id of gone) console.log(`${id}: no operation has this name`)
  if (docsDiffer) console.log('docs/ROLES.md is not what the contract says')
  process.exitCode = differing.length + gone.length > 0 || docsDiffer ? 1 : 0
}

function line(id: string, { scope, roles: who, ...rest }: RoleRow): string {
  const more = Object.entries(rest).map(([name, value]) => `${name}: ${value === true ? 'true' : `'${value}'`}`)
  return `  ${id}: { ${[`scope: '${scope}'`, `roles: '${who}'`, ...more].join(', ')} },`
}

function markdown(): string {
  const mark = (row: RoleRow, role: string) =>
    row.roles === 'anyone' || row.roles.split(' ').includes(role) ? '•' : ''
  const lines = table.map(([id, operation]) => {
    const row = rowOf(operation)
    const notes = [
      row.stepUp === undefined ? '' : row.stepUp === true ? 'step-up' : 'step-up away from a till',
      row.fourEyes === undefined ? '' : `two people: ${row.fourEyes}`,
      operation.sandbox === true ? 'sandbox only' : '',
    ].filter(Boolean)
    const cells = [
      `\`${operation.method} ${operation.path}\``,
      `\`${row.scope}\``,
      ...roles.map(role => mark(row, role)),
    ]
    return `| ${id} | ${[...cells, notes.join('; ')].join(' | ')} |`
  })
  const head = ['operation', 'route', 'scope', ...roles, 'needs']
  return [
    '# Roles',
    '',
    'Every route, its scope and the roles that may call it; whatever is not marked is refused (403). Made by `node tools/roles.ts --write`',
    'from the contract, which the server compares at its start with `server/src/gateway/role-table.ts`. Our own apps get tokens of scope',
    '`app`: all that the role may. Machine clients (`client`) list their scopes. Rows without a mark of their own need no token.',
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...lines,
    '',
  ].join('\n')
}

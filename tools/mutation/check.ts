/**
 * Reads the report of the mutation tests; fails when the tests of a file notice too few mutants, or one lives without a reason in
 * survivors.json. Writes docs/MUTATION.md. `npm run mutation` runs it after Stryker.
 */
import { glob, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Judgement, judge, type Listed, outdated, percentOf, type Report, scoreMin } from './judge.ts'
import config from './stryker.config.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = async <T>(path: string): Promise<T> => JSON.parse(await readFile(root + path, 'utf8'))

const [wanted, unwanted] = [
  config.mutate.filter(name => !name.startsWith('!')),
  config.mutate.filter(name => name.startsWith('!')),
]
const pure = await Array.fromAsync(glob(wanted, { cwd: root, exclude: unwanted.map(name => name.slice(1)) }))
const listed = await read<Listed[]>('tools/mutation/survivors.json')
const judgement = judge(await read<Report>(config.jsonReporter.fileName), pure, listed)

console.log(tableOf(judgement))
for (const { file, from, to } of outdated(judgement, listed))
  console.warn(`listed, but alive no more: ${file}: ${from} → ${to}`)
for (const problem of judgement.problems) console.error(problem)
if (judgement.problems.length > 0) process.exitCode = 1
else await writeFile(`${root}docs/MUTATION.md`, pageOf(judgement))

function tableOf({ scores }: Judgement): string {
  const rows = scores
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(score => `| \`${score.file}\` | ${score.noticed} of ${score.tried} | ${percentOf(score)} |`)
  return ['| File | Noticed | Score |', '| --- | --- | --- |', ...rows].join('\n')
}

function pageOf(judged: Judgement): string {
  const { scores, survivors } = judged
  const noticed = scores.reduce((sum, score) => sum + score.noticed, 0)
  const tried = scores.reduce((sum, score) => sum + score.tried, 0)
  const byFile = Map.groupBy(
    survivors.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
    ({ file }) => file,
  )
  const lists = [...byFile].map(([file, some]) => {
    const lines = some.map(({ from, to, reason }) => `- ${code(from)} → ${code(to)}: ${reason}`)
    return `### \`${file}\`\n\n${lines.join('\n')}`
  })
  return `# Mutation tests

Made by \`npm run mutation\`. It changes the pure code (the kernel, and every module's rules) in one small place at a time, and runs the
tests of that code: a change that no test notices is a survivor. The tests of each file must notice at least ${scoreMin} % of its
changes; here they notice ${noticed} of ${tried}. Every survivor has its reason in \`tools/mutation/survivors.json\`. Constants are not
changed: what runs only when a file is loaded is left out.

## Scores

${tableOf(judged)}

## Survivors

${lists.join('\n\n')}
`
}

/** Stryker tells of mutants in the order in which they were done, which differs from run to run. */
function orderOf({ file, from, to }: Judgement['survivors'][number]): string {
  return `${file} ${from} ${to}`
}

/** A piece of code within a line of Markdown, even one that holds a backtick. */
function code(text: string): string {
  if (text === '') return 'nothing'
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

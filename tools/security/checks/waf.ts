/** The attack corpus through the built-in first layer and through nginx with the Core Rule Set, and whether docs/WAF.md says what they do. */
import { readFile } from 'node:fs/promises'
import { compareLayers, type Row, tableOf } from '../../waf-table.ts'
import { type Check, root } from '../check.ts'

export const waf: Check = {
  name: 'waf',
  debian: ['nginx', 'libnginx-mod-http-modsecurity', 'modsecurity-crs'],
  run: async () => {
    const rows = await compareLayers()
    const problems = [...rows.flatMap(judge), ...controls(rows)]
    if ((await readFile(`${root}docs/WAF.md`, 'utf8')) !== tableOf(rows)) {
      problems.push('docs/WAF.md is not what the layers do. Run: node tools/pinned-node.js tools/waf-table.ts')
    }
    return { looked: rows.length, problems }
  },
}

/** What the corpus says, and no attack through both layers but those that another defence stops. */
function judge({ sample, builtIn, coreRuleSet }: Row): string[] {
  const wrong = builtIn === sample.expected ? [] : [`${sample.id} is not judged as the corpus says: ${builtIn}`]
  const isAttack = sample.kind !== 'benign' && sample.expected === 'block'
  return isAttack && builtIn === 'pass' && coreRuleSet === 'pass'
    ? [...wrong, `${sample.id} passes both layers`]
    : wrong
}

/** Without a layer in front attacks must pass, or it was not the layers that stopped them; the Core Rule Set must be there to stop some. */
function controls(rows: readonly Row[]): string[] {
  const written = rows.filter(({ sample }) => ['sql', 'script', 'path'].includes(sample.kind))
  const stopped = written.filter(({ unguarded }) => unguarded === 'block').map(({ sample }) => sample.id)
  const problems = stopped.map(id => `${id} is stopped without any layer: it shows nothing`)
  const core = written.filter(({ coreRuleSet }) => coreRuleSet === 'block').length
  if (core < written.length * 0.8) problems.push(`the Core Rule Set stops only ${core} of ${written.length}`)
  return problems
}

/** 100,000 requests drawn from the contract, by two processes side by side. That a fault would be seen is a test: fuzz.test.ts plants one of each kind. */
import { type Check, root, runNode, type Verdict } from '../check.ts'

const requests = 50_000
const seeds = [1, 2]

export const fuzz: Check = {
  name: 'fuzz',
  run: async () => {
    const parts = await Promise.all(seeds.map(fuzzWith))
    return {
      looked: parts.reduce((sum, { looked }) => sum + looked, 0),
      problems: parts.flatMap(({ problems }) => problems),
    }
  },
}

async function fuzzWith(seed: number): Promise<Verdict> {
  const words = ['--requests', String(requests), '--seed', String(seed)]
  const { code, output } = await runNode(`${root}server/test/security/fuzz/main.ts`, words, { seconds: 3_600 })
  const told = /fuzz: (\d+) requests .* (\d+) violations/.exec(output)
  const looked = Number.parseInt(told?.[1] ?? '0', 10)
  if (code === 0 && looked === requests && told?.[2] === '0') return { looked, problems: [] }
  return { looked, problems: [`seed ${seed} ended with ${code}`, ...output.trim().split('\n').slice(-40)] }
}

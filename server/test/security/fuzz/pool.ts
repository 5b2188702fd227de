/** What answers told: ids and other texts by the name they came under, for later requests to use. */
import type { Random } from '../../../src/demo/random.ts'

const keptMax = 60

export interface Pool {
  /** Takes in all texts of an answer. */
  harvest(value: unknown, name?: string): void
  /** One of those that came under a name, for example `token`; undefined when there is none yet. */
  named(name: string): string | undefined
  /** An id that begins with a prefix, for example `pay`. */
  idOf(prefix: string): string | undefined
}

export function createPool(random: Random): Pool {
  const lists = new Map<string, string[]>()
  const keep = (list: string, text: string) => {
    const kept = lists.get(list) ?? []
    lists.set(list, kept)
    if (kept.includes(text)) return
    if (kept.length < keptMax) kept.push(text)
    else kept[random.between(0, keptMax - 1)] = text
  }
  const pick = (list: string) => {
    const kept = lists.get(list)
    return kept && random.pick(kept)
  }
  const harvest = (value: unknown, name = ''): void => {
    if (Array.isArray(value)) for (const one of value) harvest(one, name)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) harvest(inner, key)
    } else if (typeof value === 'string' && value.length <= 400) {
      const prefix = /^([a-z]{3})_[0-7][0-9a-z]{25}$/.exec(value)?.[1]
      keep(prefix === undefined ? `name ${name}` : `id ${prefix}`, value)
    }
  }
  return { harvest, named: name => pick(`name ${name}`), idOf: prefix => pick(`id ${prefix}`) }
}

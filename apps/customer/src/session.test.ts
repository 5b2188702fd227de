import type { Brand } from '@ringfence/contract'
import { expect, test, vi } from 'vitest'

/** What a browser keeps; there is none here. */
const memory = vi.hoisted(() => new Map<string, unknown>())
vi.mock('./kept.ts', () => ({
  kept: async (name: string) => memory.get(name),
  keep: async (name: string, value: unknown) => void memory.set(name, value),
  forget: async (name: string) => void memory.delete(name),
  forgetAll: async () => memory.clear(),
}))
vi.stubGlobal('location', new URL('https://pay.example/app/?as=cus_other'))
vi.stubGlobal('history', { state: null, replaceState: () => {} })
const { brand } = await import('./brand.ts')
const { expectedPerson } = await import('./session.ts')

test.each([
  [false, 'cus_own', true],
  [true, 'cus_other', undefined],
])(
  'a link names who uses the wallet in the sandbox alone; elsewhere it signs nobody out [S3]: sandbox %s',
  async (sandbox, expected, bySignIn) => {
    memory.set('person', 'cus_own').set('bySignIn', true)
    brand.value = { sandbox } as Brand
    expect(await expectedPerson()).toBe(expected)
    expect(memory.get('bySignIn')).toBe(bySignIn)
  },
)

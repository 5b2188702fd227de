import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { appDatabaseUrl } from './app-role.ts'
import type { Database } from './database.ts'

const db = await testDatabase()

test('an owner without a password gives the server none that everybody could reckon out [S19]', async () => {
  const asked: string[] = []
  const owner = { query: async (text: string) => void asked.push(text) } as unknown as Database
  const url = db.url.replace(/:[^:@/]*@/, '@')
  expect(url).not.toBe(db.url)
  await expect(appDatabaseUrl(owner, url)).rejects.toThrow('RINGFENCE_APP_DATABASE_URL')
  expect(asked).toEqual([])
})

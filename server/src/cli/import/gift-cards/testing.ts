/** What the tests of the gift-card import share. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masterKeyOf } from '../../../platform/crypto.ts'
import { readCardMapping } from './read-card.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringfence-card-import-'))

export function cardFileOf(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

export const usualCards = {
  masterKey: masterKeyOf(Buffer.alloc(32, 7), 'tests'),
  mapping: readCardMapping('number=1,balance=2,expires=3,pin=4'),
  currency: 'USD',
  timeZone: 'UTC',
  nowMs: Date.parse('2026-11-22T12:00:00Z'),
} as const

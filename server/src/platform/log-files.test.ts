import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { manualClock } from '../kernel/clock.ts'
import { createLog } from './log.ts'
import { openLogFiles } from './log-files.ts'

test('a day has its file, and files older than the retention are deleted; others stay [S12]', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'logs-'))
  const clock = manualClock(Date.parse('2026-11-22T23:59:00Z'))
  for (const name of ['ringfence-2026-11-19.log', 'ringfence-2026-11-20.log', 'notes.txt'])
    await writeFile(join(directory, name), '')
  const files = await openLogFiles(directory, 2, clock)
  const log = createLog({ to: files.to })
  log.info('first')
  clock.advance(120_000)
  files.turn()
  log.info('second')
  await files.close()
  const read = async (day: string) => readFile(join(directory, `ringfence-${day}.log`), 'utf8')
  await vi.waitFor(async () => expect(await read('2026-11-22')).toContain('first'))
  expect((await readdir(directory)).sort()).toEqual([
    'notes.txt',
    'ringfence-2026-11-22.log',
    'ringfence-2026-11-23.log',
  ])
  expect(await read('2026-11-23')).toContain('second')
  await rm(directory, { recursive: true })
})

// A server in miniature, in a process of its own: takes payments and loads that it is sent, all at once, and sends the answers.
import { loadRecorder } from '../../src/modules/funding/index.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { tillOf } from '../till.ts'
import type { Work } from './processes.ts'

const db = openDatabase(process.argv[2] ?? '')
const till = tillOf(db)
const recorder = loadRecorder(db)
await db.query('SELECT 1')

process.on('message', async (work: Work[]) => {
  const answers = await Promise.all(
    work.map(one => ('load' in one ? recorder.submit(one.load) : till.take(one.payment)).catch(error => ({ error }))),
  )
  process.send!(answers)
})
process.once('disconnect', async () => {
  await Promise.all([till.close(), recorder.close()])
  await db.end()
})
process.send!('ready')

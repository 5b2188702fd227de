// An import in a process of its own, for the test that kills it: it ends itself by SIGKILL while a portion is being written.
import { openDatabase } from '../../../platform/database.ts'
import { importGiftCards } from './import-gift-cards.ts'
import { usualCards } from './testing.ts'

const [url = '', file = '', killAt = ''] = process.argv.slice(2)
const db = openDatabase(url)
const onProgress = ({ cards }: { cards: number }) => {
  if (cards >= Number.parseInt(killAt, 10)) setImmediate(() => process.kill(process.pid, 'SIGKILL'))
}
await importGiftCards({ db, ...usualCards, file, onProgress })
await db.end()

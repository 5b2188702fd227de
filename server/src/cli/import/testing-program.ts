// An import in a process of its own, for the tests that kill it: it is ended by SIGKILL, by itself, so that a quick machine and a
// slow one end it at the same place; what other batches have in flight then is cut off wherever it is.
import { openDatabase } from '../../platform/database.ts'
import { importPurchases } from './import-purchases.ts'
import { usual } from './testing.ts'

const [url = '', file = ''] = process.argv.slice(2)
const db = openDatabase(url)
const onProgress = ({ purchases }: { purchases: number }) => {
  if (purchases > 0) process.kill(process.pid, 'SIGKILL')
}
await importPurchases({ db, file, ...usual, source: 'history', onProgress })
await db.end()

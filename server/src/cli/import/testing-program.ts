// An import in a process of its own, for the tests that kill it: prints how many purchases it has written.
import { openDatabase } from '../../platform/database.ts'
import { importPurchases } from './import-purchases.ts'
import { usual } from './testing.ts'

const [url = '', file = ''] = process.argv.slice(2)
const db = openDatabase(url)
const onProgress = ({ purchases }: { purchases: number }) => console.log(purchases)
await importPurchases({ db, file, ...usual, source: 'history', onProgress })
await db.end()

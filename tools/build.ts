/** Builds the apps that are missing or older than their sources: `npm run build`. */
import { buildApps } from '../server/src/cli/build-apps.ts'

const built = await buildApps()
console.log(built.length === 0 ? 'The apps are up to date.' : `Built ${built.join(', ')}.`)

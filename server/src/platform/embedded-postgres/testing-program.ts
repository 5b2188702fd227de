// A Ringfence in miniature for the tests: starts PostgreSQL, prints what it got, stops it on SIGTERM.
import { EmbeddedPostgresError, startEmbeddedPostgres } from './index.ts'

try {
  const postgres = await startEmbeddedPostgres({ directory: process.argv[2] ?? '' })
  const keepAlive = setInterval(() => undefined, 60_000)
  process.once('SIGTERM', async () => {
    await postgres.stop()
    clearInterval(keepAlive)
  })
  console.log(JSON.stringify(postgres))
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error
  console.log(JSON.stringify({ code: error.code, message: error.message }))
}

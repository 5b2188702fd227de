export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './errors.ts'
export { type EmbeddedPostgres, type StartOptions, startEmbeddedPostgres } from './start.ts'

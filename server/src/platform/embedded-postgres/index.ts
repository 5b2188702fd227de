export { findPlatformBinaries, type PlatformBinaries } from './binaries.ts'
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './errors.ts'
export { removeEmbeddedPostgres } from './remove.ts'
export { type EmbeddedPostgres, type StartOptions, startEmbeddedPostgres } from './start.ts'

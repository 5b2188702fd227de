/** TLS: of the public listener and to the database. */
export { requireDatabaseTls } from './database-tls.ts'
export { requireLoopback, requireTlsBeyondLoopback } from './listening.ts'
export { type MakeServer, publicTls, type TlsVersion, tlsVersions } from './public-tls.ts'

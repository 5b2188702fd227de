/** A database on another machine is reached over TLS, and only the one whose name its certificate has. */
import pg from 'pg'

/** @throws Error that says what to change; never shows the URL, which holds a password */
export function requireDatabaseTls(url: string, setting: string): void {
  const client = new pg.Client({ connectionString: url }) // as it will be read when we connect
  const { host } = client
  if (isLocal(host)) return
  const ssl = client.ssl as unknown as boolean | { readonly rejectUnauthorized?: boolean } // its types know the boolean alone
  const isVerified = typeof ssl === 'object' && ssl.rejectUnauthorized !== false
  if (isVerified && sslModesOf(url).join() === 'verify-full') return
  throw new Error(
    `${setting}: the database is on another machine (${host}), so the connection must be TLS with a verified name: ` +
      `add sslmode=verify-full to the URL (and sslrootcert=<file> for an authority of your own)`,
  )
}

/** A socket in the file system, or the loopback interface: nobody else can listen. */
function isLocal(host: string): boolean {
  return host.startsWith('/') || ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host)
}

/** All of them: of two, one would be what is meant and the other what is done. */
function sslModesOf(url: string): string[] {
  const [, query = ''] = url.split('?', 2)
  return new URLSearchParams(query).getAll('sslmode')
}

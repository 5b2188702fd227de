/** The cluster's only role, and the database that Ringfence uses. */
export const superuser = 'ringfence'
export const databaseName = 'ringfence'

/** Part of the socket's name; nothing listens on a network port. */
export const port = 5432

/** For two cores and a money workload: nothing here gives up durability. */
const defaults: Record<string, string> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '100',
  shared_buffers: '128MB',
  wal_compression: 'on',
  max_wal_size: '2GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
}

/** Arguments of `postgres`. The caller may override the defaults, not where it listens: the url depends on that. */
export function postgresArguments(
  dataDirectory: string,
  socketDirectory: string,
  settings: Record<string, string>,
): string[] {
  const listening = {
    listen_addresses: '',
    port: String(port),
    unix_socket_directories: `"${socketDirectory.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  }
  const all = Object.entries({ ...defaults, ...settings, ...listening })
  return ['-D', dataDirectory, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** Nothing of ours reaches PostgreSQL: a stray PGDATA, PGPORT or PGOPTIONS would change what it does. */
export function childEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

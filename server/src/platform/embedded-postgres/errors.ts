/** What kept the embedded PostgreSQL from starting. The message of the error says what to do about it. */
export type EmbeddedPostgresErrorCode =
  | 'no_binaries'
  | 'binaries_unusable'
  | 'no_unprivileged_user'
  | 'in_the_way'
  | 'not_a_cluster'
  | 'not_writable'
  | 'unreachable'
  | 'wrong_owner'
  | 'other_version'
  | 'cluster_missing'
  | 'password_missing'
  | 'password_rejected'
  | 'socket_in_use'
  | 'disk_full'
  | 'initdb_failed'
  | 'start_failed'
  | 'start_in_progress'
  | 'not_ready'

export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedPostgresError'
    this.code = code
  }
}

/** The `code` of a system or database error (`ENOENT`, `57P03` …), or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Turns an error of the file system into one that a person can act on; any other error is returned as it is. */
export function explainFileError(error: unknown, directory: string): unknown {
  const path = error instanceof Error && 'path' in error ? String(error.path) : directory
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new EmbeddedPostgresError(
        'not_writable',
        `Ringfence may not write to ${path}. Give its user that right, or choose another directory.`,
        { cause: error },
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path, error)
    case 'ENOTDIR':
    case 'EEXIST':
      return inTheWay(path, error)
    default:
      return error
  }
}

export function inTheWay(path: string, cause?: unknown): EmbeddedPostgresError {
  const message = `A file is in the way: ${path} has to be a directory. Move the file, or choose another directory.`
  return new EmbeddedPostgresError('in_the_way', message, { cause })
}

/** Reads the output of initdb or postgres for the causes that a person can mend. */
export function explainOutput(
  otherwise: 'initdb_failed' | 'start_failed',
  output: string,
  dataDirectory: string,
): EmbeddedPostgresError {
  if (/No space left on device|Disk quota exceeded/.test(output)) return diskFull(dataDirectory)
  if (/could not bind Unix address|could not create any Unix-domain sockets|\.lock" already exists/.test(output)) {
    const message = `Another program, or a leftover, holds the PostgreSQL socket of ${dataDirectory}. Stop or remove it:`
    return new EmbeddedPostgresError('socket_in_use', `${message}\n${output}`)
  }
  if (/Permission denied|Read-only file system/.test(output)) {
    const message = `PostgreSQL lacks a right on its files in ${dataDirectory}. Give it back to their owner:`
    return new EmbeddedPostgresError('not_writable', `${message}\n${output}`)
  }
  const program = otherwise === 'initdb_failed' ? 'initdb could not create' : 'PostgreSQL could not start'
  return new EmbeddedPostgresError(otherwise, `${program} the cluster in ${dataDirectory}. Its last words:\n${output}`)
}

function diskFull(path: string, cause?: unknown): EmbeddedPostgresError {
  const message = `The disk is full: no space left for ${path}. Free some space, then start again.`
  return new EmbeddedPostgresError('disk_full', message, { cause })
}

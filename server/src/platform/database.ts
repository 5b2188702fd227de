/** The database behind a small interface. A writer takes a `Transaction` first, so none can forget it. */
import pg from 'pg'
import { assert } from '../kernel/assert.ts'
import type { Uuid } from '../kernel/ids.ts'
import { currentCustomer } from './row-security.ts'
import { isTracing, traced } from './traces/index.ts'

/** Runs one statement. `name` prepares it once a connection. */
export interface Queryable {
  query<Row>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>
}

/** A `Queryable` inside BEGIN … COMMIT. Only `Database.transaction` makes one. */
export interface Transaction extends Queryable {
  readonly inTransaction: true
}

export interface Database extends Queryable {
  /** Runs `work` in one READ COMMITTED transaction; again, at most 5 times, after a deadlock or serialization failure. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Runs reads against one unchanging snapshot (REPEATABLE READ, READ ONLY). */
  snapshot<T>(work: (snapshot: Queryable) => Promise<T>): Promise<T>
  /** A connection of its own, for a batching writer; the caller ends it. */
  connect(): Promise<Queryable & { end(): Promise<void> }>
  /** Connections of the pool, and how many queries wait for one. */
  poolUse(): { readonly busy: number; readonly idle: number; readonly waiting: number }
  end(): Promise<void>
}

/** bigint columns become bigint, never a float; timestamps become microsecond-free milliseconds by `msOf`. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, text => BigInt(text))
types.setTypeParser(1016, text => (text === '{}' ? [] : text.slice(1, -1).split(',').map(arrayBigint)))
function arrayBigint(text: string): bigint | null {
  return text === 'NULL' ? null : BigInt(text)
}

export function openDatabase(url: string, options: { max?: number; applicationName?: string } = {}): Database {
  const config = { connectionString: url, types, application_name: options.applicationName ?? 'ringfence' }
  const pool = new pg.Pool({ ...config, max: options.max ?? 10 })
  pool.on('error', () => {}) // an idle connection that breaks is replaced at the next query
  pool.on('connect', client => client.on('error', () => {})) // one in use: the query on it rejects; don't end the process too
  return {
    query: (text, values, name) =>
      currentCustomer() === undefined
        ? run(pool, text, values, name)
        : transact(pool, tx => tx.query(text, values, name)), // the setting holds for a transaction
    transaction: work => transact(pool, work),
    snapshot: work => readSnapshot(pool, work),
    connect: async () => {
      const client = new pg.Client(config)
      client.on('error', () => {}) // the next query on it rejects; its user reconnects
      await client.connect()
      return { query: (text, values, name) => run(client, text, values, name), end: () => client.end() }
    },
    poolUse: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    end: () => pool.end(),
  }
}

async function run<Row>(
  on: pg.Pool | pg.ClientBase,
  text: string,
  values: readonly unknown[] = [],
  name?: string,
): Promise<Row[]> {
  if (isTracing())
    return traced('database', { 'db.query.summary': name ?? verbOf(text) }, () => send(on, text, values, name))
  return send(on, text, values, name)
}

/** What kind of statement; never its text, which a caller might have put a value into. */
function verbOf(text: string): string {
  return /^\s*([A-Za-z]+)/.exec(text)?.[1]?.toUpperCase() ?? 'other'
}

async function send<Row>(
  on: pg.Pool | pg.ClientBase,
  text: string,
  values: readonly unknown[],
  name: string | undefined,
): Promise<Row[]> {
  const result = await on.query({ text, values: values as unknown[], ...(name === undefined ? {} : { name }) })
  return result.rows as Row[]
}

async function transact<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>, attempt = 1): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED${ownRows()}`)
    const value = await work({ inTransaction: true, query: (text, values, name) => run(client, text, values, name) })
    const { command } = await client.query('COMMIT')
    assert(command === 'COMMIT', 'a transaction in which a statement failed is not reported as committed')
    return value
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    if (!isTransient(error) || attempt === 5) throw error
  } finally {
    client.release(broken)
  }
  return transact(pool, work, attempt + 1)
}

/** In the same round trip as BEGIN. A UUID, as `asCustomer` has made sure. */
function ownRows(): string {
  const customer = currentCustomer()
  return customer === undefined ? '' : `; SET LOCAL ringfence.customer = '${customer}'`
}

async function readSnapshot<T>(pool: pg.Pool, work: (snapshot: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY${ownRows()}`)
    return await work({ query: (text, values, name) => run(client, text, values, name) })
  } finally {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    client.release(broken)
  }
}

/** SQLSTATE of a database error; undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** Serialization failure or deadlock: nothing happened, the same work may simply run again. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01'
}

export const uniqueViolation = '23505'

/** A PostgreSQL array literal of values that need no quoting (ids, numbers); null becomes NULL. */
export function arrayOf(values: readonly (Uuid | bigint | number | boolean | null)[]): string {
  return `{${values.map(value => value ?? 'NULL').join(',')}}`
}

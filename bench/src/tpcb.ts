/** The TPC-B-like transaction that pgbench measures by default: the same tables, rows and five statements. */
import pg from 'pg'

export const accountsPerScale = 100_000
export const tellersPerScale = 10

export interface TpcbRow {
  readonly account: number
  readonly teller: number
  readonly branch: number
  readonly delta: number
}

export async function createTpcbTables(url: string, scale: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`
      CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
      CREATE TABLE pgbench_tellers (tid int NOT NULL, bid int, tbalance int, filler char(84));
      CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84));
      CREATE TABLE pgbench_branches (bid int NOT NULL, bbalance int, filler char(88));
      INSERT INTO pgbench_branches (bid, bbalance) SELECT b, 0 FROM generate_series(1, ${scale}) b;
      INSERT INTO pgbench_tellers (tid, bid, tbalance)
        SELECT t, (t - 1) / ${tellersPerScale} + 1, 0 FROM generate_series(1, ${scale * tellersPerScale}) t;
      INSERT INTO pgbench_accounts (aid, bid, abalance, filler)
        SELECT a, (a - 1) / ${accountsPerScale} + 1, 0, '' FROM generate_series(1, ${scale * accountsPerScale}) a;
      ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid);
      ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid);
      ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)`)
    for (const table of ['branches', 'tellers', 'accounts', 'history']) {
      await client.query(`VACUUM ANALYZE pgbench_${table}`)
    }
  } finally {
    await client.end()
  }
}

/** One transaction, a round trip for each statement, in the simple protocol: as pgbench does it. */
export async function runTpcb(client: pg.Client, { account, teller, branch, delta }: TpcbRow): Promise<void> {
  await client.query('BEGIN')
  await client.query(`UPDATE pgbench_accounts SET abalance = abalance + ${delta} WHERE aid = ${account}`)
  await client.query(`SELECT abalance FROM pgbench_accounts WHERE aid = ${account}`)
  await client.query(`UPDATE pgbench_tellers SET tbalance = tbalance + ${delta} WHERE tid = ${teller}`)
  await client.query(`UPDATE pgbench_branches SET bbalance = bbalance + ${delta} WHERE bid = ${branch}`)
  await client.query(
    `INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (${teller}, ${branch}, ${account}, ${delta}, CURRENT_TIMESTAMP)`,
  )
  await client.query('END')
}

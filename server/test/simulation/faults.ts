/** Faults that are planted into the product on purpose: a simulation that does not catch them proves nothing. */
import type { Database } from '../../src/platform/database.ts'

/** Changes the text of a database function, as an edit of db/code would; fails when the place is not there any more. */
const edit =
  (name: string, from: string, to: string) =>
  async (db: Database): Promise<void> => {
    const [row] = await db.query<{ text: string }>('SELECT pg_get_functiondef($1::regproc) AS text', [name])
    if (!row!.text.includes(from)) throw new Error(`${name} has no "${from}": plant the fault elsewhere`)
    await db.query(row!.text.replace(from, to))
  }

/** A trigger that runs before rows of a table are written. */
const trigger =
  (table: string, when: 'INSERT' | 'UPDATE', body: string) =>
  async (db: Database): Promise<void> => {
    const name = `planted_${table.replace('.', '_')}_${when.toLowerCase()}`
    await db.query(
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
       CREATE TRIGGER ${name} BEFORE ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
    )
  }

const statement = (text: string) => async (db: Database) => void (await db.query(text))

const plants = {
  /** A payment is taken though the balance does not cover it. */
  'skip the guard': [
    statement('ALTER TABLE ledger.accounts DROP CONSTRAINT not_below_floor'),
    edit('ledger.take', 'AND a.balance - s.sum >= a.floor', ''),
  ],
  /** What was refunded is forgotten, so that it is refunded again. */
  'refund twice': [
    trigger('payments.payments', 'UPDATE', 'NEW.refunded := OLD.refunded; RETURN NEW;'),
    trigger('payments.refund_parts', 'INSERT', 'RETURN NULL;'),
  ],
  /** The third lot of a line is lost when the line is arranged. */
  'forget a lot': [edit('ledger.arrange', 'IF _left > 0 THEN', 'IF _left > 0 AND n <> 3 THEN')],
  /** A hold that was closed stays open. */
  'replay a hold': [
    statement('ALTER TABLE payments.deeds DROP CONSTRAINT deeds_lane_payment_id_type_key'),
    trigger('ledger.holds', 'UPDATE', 'RETURN NULL;'),
    trigger(
      'payments.payments',
      'UPDATE',
      "IF OLD.state = 'authorized' THEN NEW.state := OLD.state; END IF; RETURN NEW;",
    ),
  ],
  /** Each webhook of a charge books the load once more. */
  'double webhook': [
    trigger(
      'funding.psp_events',
      'INSERT',
      `UPDATE ledger.accounts a SET balance = a.balance + 100, parts = array_append(parts, 100::bigint), ranks = array_append(ranks, 1::bigint),
              lots = array_append(lots, (SELECT id FROM ledger.lots ORDER BY id DESC LIMIT 1))
         FROM (SELECT account_id FROM funding.loads WHERE tender = 'card' AND status = 'succeeded' ORDER BY id DESC LIMIT 1) l
        WHERE a.id = l.account_id; RETURN NEW;`,
    ),
  ],
  /** Value whose time is over is spent all the same. */
  'spend expired value': [edit('ledger.take', 'AND (a.next_expiry IS NULL OR a.next_expiry > _latest)', '')],
  /** A frozen account pays. */
  'ignore the freeze': [edit('ledger.take', 'AND NOT a.frozen', '')],
  /** A pay code pays twice. */
  'reuse a code': [
    statement('DROP INDEX payments.payments_code_once'),
    trigger('payments.payments', 'INSERT', 'NEW.step := NEW.step + (random() * 1000000)::bigint; RETURN NEW;'),
  ],
  /** A repeated request is a new one. */
  'forget a key': [
    trigger('payments.payments', 'INSERT', 'NEW.idempotency_key := NEW.idempotency_key || random(); RETURN NEW;'),
  ],
  /** A load passes the limit of an account. */
  'ignore the limit': [
    statement('ALTER TABLE ledger.accounts DROP CONSTRAINT not_above_ceiling'),
    edit('ledger.post', 'AND (c.ceiling IS NULL OR c.balance + c.held + _amount[n] <= c.ceiling)', ''),
  ],
  /** A debt is not paid back from the next load. */
  'forgive debts': [edit('funding.recover', 'AND d.owed > 0', 'AND d.owed < 0')],
  /** A transfer leaves the chain out. */
  'unchained transfer': [
    trigger('ledger.batches', 'INSERT', "IF NEW.number % 50 = 0 THEN NEW.hash := sha256('x'); END IF; RETURN NEW;"),
  ],
} as const satisfies Record<string, readonly ((db: Database) => Promise<void>)[]>

export type Fault = keyof typeof plants
export const faults = Object.keys(plants) as Fault[]

export async function plantFault(db: Database, fault: Fault | undefined): Promise<void> {
  if (fault === undefined) return
  for (const plant of plants[fault]) await plant(db)
}

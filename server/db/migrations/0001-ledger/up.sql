CREATE SCHEMA ledger;

CREATE TABLE ledger.accounts (
  lane      smallint NOT NULL,
  id        uuid NOT NULL,
  kind      text NOT NULL CHECK (kind IN
              ('stored_value', 'store_sales', 'psp_clearing', 'cash_in_tills', 'import_clearing', 'adjustments')),
  name      text NOT NULL,
  currency  char(3) NOT NULL,
  balance   bigint,
  floor     bigint,
  ceiling   bigint,
  frozen    boolean NOT NULL DEFAULT false,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (lane, id),
  CONSTRAINT guarded_when_owed CHECK ((kind = 'stored_value') = (balance IS NOT NULL AND floor IS NOT NULL)),
  CONSTRAINT not_below_floor CHECK (balance >= floor),
  CONSTRAINT not_above_ceiling CHECK (balance <= ceiling)
) WITH (fillfactor = 70);
COMMENT ON COLUMN ledger.accounts.balance IS 'credits less debits, in minor units; null for accounts that are sums of their transfers';

CREATE TABLE ledger.transfers (
  lane           smallint NOT NULL,
  id             uuid NOT NULL,
  batch          bigint NOT NULL,
  position       int NOT NULL,
  kind           smallint NOT NULL CHECK (kind BETWEEN 1 AND 5),
  debit_account  uuid NOT NULL,
  credit_account uuid NOT NULL,
  amount         bigint NOT NULL CHECK (amount > 0),
  currency       char(3) NOT NULL,
  at             timestamptz NOT NULL,
  reverses       uuid,
  PRIMARY KEY (lane, id),
  CHECK (debit_account <> credit_account)
);
COMMENT ON COLUMN ledger.transfers.kind IS '1 load, 2 payment, 3 refund, 4 reversal, 5 adjustment';
CREATE INDEX transfers_debited ON ledger.transfers (lane, debit_account, id) WHERE kind IN (2, 4, 5);
CREATE INDEX transfers_credited ON ledger.transfers (lane, credit_account, id) WHERE kind IN (1, 3, 4, 5);
CREATE INDEX transfers_by_batch ON ledger.transfers USING brin (batch);
CREATE UNIQUE INDEX transfers_reversed_once ON ledger.transfers (lane, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE ledger.batches (
  lane      smallint NOT NULL,
  number    bigint NOT NULL,
  transfers int NOT NULL CHECK (transfers > 0),
  previous  bytea NOT NULL,
  hash      bytea NOT NULL,
  PRIMARY KEY (lane, number)
);

CREATE TABLE ledger.heads (
  lane   smallint PRIMARY KEY,
  number bigint NOT NULL,
  hash   bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO ledger.heads (lane, number, hash) VALUES (0, 0, decode(repeat('00', 32), 'hex'));

CREATE TABLE ringfence.outbox (
  lane smallint NOT NULL,
  seq  bigint NOT NULL,
  type text NOT NULL,
  ids  uuid[] NOT NULL,
  PRIMARY KEY (lane, seq)
);
CREATE TABLE ringfence.outbox_heads (
  lane smallint PRIMARY KEY,
  seq  bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO ringfence.outbox_heads (lane, seq) VALUES (0, 0);

CREATE TABLE ringfence.settings (
  name  text PRIMARY KEY,
  value jsonb NOT NULL
);

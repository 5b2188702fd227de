CREATE TABLE ledger.lots (
  lane         smallint NOT NULL,
  id           uuid NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('paid', 'gift', 'refund', 'promotional')),
  tender       text NOT NULL,
  rank         bigint NOT NULL,
  expires_at   timestamptz,
  jurisdiction text,
  opened_at    timestamptz NOT NULL,
  escheat_from timestamptz NOT NULL,
  opening      bigint NOT NULL DEFAULT 0 CHECK (opening >= 0),
  PRIMARY KEY (lane, id)
);
COMMENT ON TABLE ledger.lots IS 'Origins of value; a lot keeps its row when its value moves between accounts. id: the transfer that brought it in';
COMMENT ON COLUMN ledger.lots.rank IS 'Place in the spend order, lowest first (modules/ledger/rules.ts)';
COMMENT ON COLUMN ledger.lots.opening IS 'What the account of the same id held when lots were introduced';

ALTER TABLE ledger.accounts
  ADD COLUMN lots uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN parts bigint[] NOT NULL DEFAULT '{}',
  ADD COLUMN ranks bigint[] NOT NULL DEFAULT '{}',
  ADD COLUMN next_expiry timestamptz,
  ADD COLUMN held bigint NOT NULL DEFAULT 0 CHECK (held >= 0);
COMMENT ON COLUMN ledger.accounts.parts IS
  'Value of each of lots in spend order, as last arranged. Debits leave it alone: what is left are the last `balance` units of the line';

ALTER TABLE ledger.transfers
  ADD COLUMN lots uuid[],
  ADD COLUMN parts bigint[],
  ADD CONSTRAINT parts_of_lots CHECK (cardinality(lots) = cardinality(parts));
COMMENT ON COLUMN ledger.transfers.lots IS 'The lots whose value it moved, with parts; null where no customer has a share, or before lots were introduced';

ALTER TABLE ledger.transfers DROP CONSTRAINT transfers_kind_check, ADD CONSTRAINT transfers_kind_check CHECK (kind BETWEEN 1 AND 13);
COMMENT ON COLUMN ledger.transfers.kind IS
  '1 load, 2 payment, 3 refund, 4 reversal, 5 adjustment, 6 hold, 7 capture, 8 release, 9 expiry, 10 move, 11 recovery, 12 chargeback, 13 undo';
DROP INDEX ledger.transfers_debited;
DROP INDEX ledger.transfers_credited;
CREATE INDEX transfers_debited ON ledger.transfers (lane, debit_account, id) WHERE kind IN (2, 4, 5, 6, 9, 10, 11, 12, 13);
CREATE INDEX transfers_credited ON ledger.transfers (lane, credit_account, id) WHERE kind IN (1, 3, 4, 5, 8, 10, 11, 12, 13);

ALTER TABLE ledger.accounts DROP CONSTRAINT accounts_kind_check, DROP CONSTRAINT guarded_when_owed;
ALTER TABLE ledger.accounts
  ADD CONSTRAINT accounts_kind_check CHECK (kind IN
    ('stored_value', 'debt', 'store_sales', 'psp_clearing', 'cash_in_tills', 'card_at_tills', 'import_clearing', 'bulk_clearing',
     'adjustments', 'holds', 'promotions', 'breakage', 'bank', 'psp_fees', 'over_short', 'disputes')),
  ADD CONSTRAINT guarded_when_owed CHECK ((kind IN ('stored_value', 'debt')) = (balance IS NOT NULL AND floor IS NOT NULL)),
  ADD CONSTRAINT lots_are_lined_up CHECK (cardinality(lots) = cardinality(parts) AND cardinality(lots) = cardinality(ranks));

CREATE TABLE ledger.holds (
  lane       smallint NOT NULL,
  id         uuid NOT NULL,
  account_id uuid NOT NULL,
  amount     bigint NOT NULL CHECK (amount > 0),
  currency   char(3) NOT NULL,
  state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'captured', 'voided', 'expired')),
  captured   bigint NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
  placed_at  timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  closed_at  timestamptz,
  PRIMARY KEY (lane, id),
  CHECK ((state = 'open') = (closed_at IS NULL)),
  CHECK (state = 'captured' OR captured = 0)
);
CREATE INDEX holds_open ON ledger.holds (expires_at) WHERE state = 'open';
CREATE INDEX holds_account ON ledger.holds (lane, account_id) WHERE state = 'open';
CREATE INDEX accounts_expiring ON ledger.accounts (next_expiry) WHERE next_expiry IS NOT NULL;

-- What accounts hold today has no known origin: one paid lot each, named like its account.
INSERT INTO ledger.lots (lane, id, kind, tender, rank, opened_at, escheat_from, opening)
SELECT lane, id, 'paid', 'opening', 30000000000000000 + (extract(epoch FROM opened_at) * 1000)::bigint, opened_at, opened_at, balance
  FROM ledger.accounts WHERE kind = 'stored_value' AND balance > 0;
UPDATE ledger.accounts a SET lots = ARRAY[l.id], parts = ARRAY[l.opening], ranks = ARRAY[l.rank]
  FROM ledger.lots l WHERE l.lane = a.lane AND l.id = a.id;

CREATE TABLE funding.psp_customers (
  provider      text NOT NULL,
  customer_id   uuid NOT NULL,
  reference     text NOT NULL,
  blocked_until timestamptz,
  PRIMARY KEY (provider, customer_id)
);
COMMENT ON COLUMN funding.psp_customers.blocked_until IS 'No card is charged or saved before: too many were declined within a day';

CREATE TABLE funding.payment_methods (
  id          uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  provider    text NOT NULL,
  reference   text NOT NULL,
  brand       text NOT NULL,
  last_digits text NOT NULL,
  expires     text,
  about       text NOT NULL,
  is_default  boolean NOT NULL,
  added_at    timestamptz NOT NULL,
  removed_at  timestamptz,
  UNIQUE (provider, reference),
  CHECK (NOT is_default OR removed_at IS NULL)
);
CREATE INDEX payment_methods_kept ON funding.payment_methods (customer_id) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX payment_methods_default ON funding.payment_methods (customer_id) WHERE is_default;

-- Tries that may turn out to be card testing; those that went well are deleted.
CREATE TABLE funding.card_tries (
  id          uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('setup', 'pending', 'declined')),
  at          timestamptz NOT NULL
);
CREATE INDEX card_tries_customer ON funding.card_tries (customer_id, at);

ALTER TABLE funding.loads
  ADD COLUMN provider text,
  ADD COLUMN psp_customer text,
  ADD COLUMN psp_card text,
  ADD COLUMN psp_reference text,
  ADD COLUMN psp_fee bigint,
  ADD COLUMN off_session boolean NOT NULL DEFAULT false,
  ADD COLUMN decline_kind text CHECK (decline_kind IN ('retryable', 'final', 'needsCustomer')),
  ADD COLUMN refunded bigint NOT NULL DEFAULT 0,
  ADD COLUMN recovered bigint NOT NULL DEFAULT 0 CHECK (recovered >= 0),
  ADD CONSTRAINT refunded_within_load CHECK (refunded BETWEEN 0 AND amount);
COMMENT ON COLUMN funding.loads.recovered IS 'The part that paid back what the account owed, at once';
UPDATE funding.loads SET provider = 'sandbox', psp_customer = '', psp_card = payment_method, payment_method = NULL
 WHERE payment_method IS NOT NULL;
CREATE INDEX loads_account ON funding.loads (lane, account_id, id) WHERE tender = 'card';

CREATE TABLE funding.load_refunds (
  lane            smallint NOT NULL,
  id              uuid NOT NULL,
  load_id         uuid NOT NULL,
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        char(3) NOT NULL,
  status          text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  reason          text NOT NULL,
  staff_id        uuid NOT NULL,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  psp_reference   text,
  at              timestamptz NOT NULL,
  PRIMARY KEY (lane, id),
  UNIQUE (lane, client_id, idempotency_key)
);
CREATE INDEX load_refunds_pending ON funding.load_refunds (lane, at) WHERE status = 'pending';
CREATE INDEX load_refunds_of_load ON funding.load_refunds (lane, load_id);

CREATE TABLE funding.disputes (
  lane          smallint NOT NULL,
  id            uuid NOT NULL,
  provider      text NOT NULL,
  reference     text NOT NULL,
  load_id       uuid NOT NULL,
  account_id    uuid NOT NULL,
  amount        bigint NOT NULL CHECK (amount > 0),
  currency      char(3) NOT NULL,
  status        text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
  reason        text NOT NULL,
  taken_back    bigint NOT NULL CHECK (taken_back >= 0),
  debt          bigint NOT NULL CHECK (debt >= 0),
  given_back_at timestamptz,
  opened_at     timestamptz NOT NULL,
  closed_at     timestamptz,
  PRIMARY KEY (lane, id),
  UNIQUE (lane, provider, reference),
  CHECK (taken_back + debt = amount),
  CHECK ((status = 'open') = (closed_at IS NULL)),
  CHECK (given_back_at IS NULL OR status = 'won')
);
CREATE INDEX disputes_of_account ON funding.disputes (lane, account_id);
CREATE INDEX disputes_to_give_back ON funding.disputes (lane) WHERE status = 'won' AND given_back_at IS NULL;

-- Accounts that owe, or once did; what they owe is the balance of the debt account.
CREATE TABLE funding.debts (
  lane            smallint NOT NULL,
  account_id      uuid NOT NULL,
  debt_account_id uuid NOT NULL,
  owed            bigint NOT NULL CHECK (owed >= 0),
  PRIMARY KEY (lane, account_id)
);
CREATE INDEX debts_owed ON funding.debts (lane, account_id) WHERE owed > 0;

CREATE TABLE funding.psp_events (
  provider    text NOT NULL,
  id          text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (provider, id)
);
CREATE INDEX psp_events_received ON funding.psp_events (received_at);

CREATE TABLE funding.payouts (
  id         uuid PRIMARY KEY,
  provider   text NOT NULL,
  reference  text NOT NULL,
  amount     bigint NOT NULL,
  fees       bigint NOT NULL,
  currency   char(3) NOT NULL,
  arrives_at timestamptz NOT NULL,
  items      int NOT NULL,
  unmatched  int NOT NULL,
  posted_at  timestamptz,
  failed_at  timestamptz,
  UNIQUE (provider, reference)
);
CREATE TABLE funding.payout_items (
  payout_id uuid NOT NULL,
  reference text NOT NULL,
  type      text NOT NULL CHECK (type IN ('charge', 'refund', 'dispute', 'disputeReversal', 'fee', 'other')),
  source    text,
  our_key   text,
  gross     bigint NOT NULL,
  fee       bigint NOT NULL,
  net       bigint NOT NULL,
  at        timestamptz NOT NULL,
  load_id   uuid,
  problem   text CHECK (problem IN ('unknown', 'amountDiffers', 'notBooked')),
  PRIMARY KEY (payout_id, reference),
  CHECK (net = gross - fee)
);
CREATE INDEX payout_items_at ON funding.payout_items (at);
COMMENT ON COLUMN funding.payout_items.our_key IS 'The idempotency key that we gave: id of a load or of a refund';

CREATE TABLE sandbox_psp.records (
  kind       text NOT NULL,
  id         text NOT NULL,
  parent     text NOT NULL,
  created_at timestamptz NOT NULL,
  due_at     timestamptz,
  value      jsonb NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX records_of_parent ON sandbox_psp.records (kind, parent);
CREATE INDEX records_due ON sandbox_psp.records (kind, due_at) WHERE due_at IS NOT NULL;
INSERT INTO sandbox_psp.records (kind, id, parent, created_at, value)
SELECT 'charge', 'ch_' || key, '', created_at, jsonb_build_object('key', key, 'customer', '', 'amount', amount, 'currency', currency,
         'state', status, 'reason', coalesce(reason, ''), 'retryable', false, 'needsCustomer', false, 'doomed', false,
         'refunds', CASE WHEN refunded THEN jsonb_build_object(key, amount) ELSE '{}' END)
  FROM sandbox_psp.charges;
DROP TABLE sandbox_psp.charges;

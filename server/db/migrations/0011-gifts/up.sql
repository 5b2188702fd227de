-- Messages to send, written in the transaction of what they tell.
CREATE TABLE ringfence.mails (
  id          uuid PRIMARY KEY,
  once_key    text NOT NULL UNIQUE,
  about       uuid NOT NULL,
  template    text NOT NULL,
  sealed      bytea,
  state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'withdrawn')),
  attempts    smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at      timestamptz NOT NULL,
  queued_at   timestamptz NOT NULL,
  ended_at    timestamptz,
  CHECK ((state = 'queued') = (sealed IS NOT NULL)),
  CHECK ((state = 'queued') = (ended_at IS NULL))
);
CREATE INDEX mails_due ON ringfence.mails (due_at) WHERE state = 'queued';
CREATE INDEX mails_about ON ringfence.mails (about);

CREATE TABLE ringfence.sandbox_mails (
  id        uuid PRIMARY KEY,
  recipient text NOT NULL,
  subject   text NOT NULL,
  text      text NOT NULL,
  html      text NOT NULL,
  at        timestamptz NOT NULL
);
CREATE INDEX sandbox_mails_at ON ringfence.sandbox_mails (at);

CREATE TABLE gift_cards.gifts (
  id              uuid PRIMARY KEY,
  account_id      uuid NOT NULL UNIQUE,
  status          text NOT NULL CHECK (status IN ('pending', 'failed', 'open', 'cancelled', 'refunded')),
  buyer_id        uuid,
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        char(3) NOT NULL,
  design          text NOT NULL,
  tender          text NOT NULL CHECK (tender IN ('card', 'cash', 'cardAtTill')),
  payment_method  text,
  sealed_wishes   bytea NOT NULL,
  code_hash       bytea UNIQUE CHECK (octet_length(code_hash) = 32),
  deliver_at      timestamptz,
  resends         text[] NOT NULL DEFAULT '{}' CHECK (cardinality(resends) <= 3),
  decline_reason  text,
  store_id        uuid,
  terminal_id     uuid,
  staff_id        uuid,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  closed_at       timestamptz,
  undo_id         uuid UNIQUE,
  psp_refund_due  boolean NOT NULL DEFAULT false,
  UNIQUE (client_id, idempotency_key),
  CHECK ((tender = 'card') = (payment_method IS NOT NULL)),
  CHECK ((tender = 'card') = (terminal_id IS NULL)),
  CHECK ((status IN ('cancelled', 'refunded')) = (undo_id IS NOT NULL)),
  CHECK (status <> 'open' OR code_hash IS NOT NULL),
  CHECK (NOT psp_refund_due OR tender = 'card')
);
CREATE INDEX gifts_buyer ON gift_cards.gifts (buyer_id, id) WHERE buyer_id IS NOT NULL;
CREATE INDEX gifts_pending ON gift_cards.gifts (at) WHERE status = 'pending';
CREATE INDEX gifts_refund_due ON gift_cards.gifts (at) WHERE psp_refund_due;

CREATE TABLE gift_cards.gift_refunds (
  gift_id         uuid PRIMARY KEY REFERENCES gift_cards.gifts (id),
  staff_id        uuid NOT NULL,
  store_id        uuid,
  terminal_id     uuid,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  UNIQUE (client_id, idempotency_key)
);
CREATE INDEX gift_refunds_terminal ON gift_cards.gift_refunds (terminal_id, at) WHERE terminal_id IS NOT NULL;
CREATE INDEX gifts_terminal ON gift_cards.gifts (terminal_id, at) WHERE terminal_id IS NOT NULL;

-- Codes that have to be told again: mailed again, or shown by the holder's app. Sealed.
CREATE TABLE gift_cards.codes (
  card_id uuid PRIMARY KEY REFERENCES gift_cards.cards (id),
  sealed  bytea NOT NULL
);
ALTER TABLE gift_cards.cards ADD COLUMN claimed_at timestamptz;

CREATE TABLE gift_cards.consolidations (
  id              uuid PRIMARY KEY,
  account_id      uuid NOT NULL,
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        char(3) NOT NULL,
  balance         bigint NOT NULL,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  UNIQUE (client_id, idempotency_key)
);
CREATE INDEX consolidations_account ON gift_cards.consolidations (account_id, id);

-- `id` is that of the transfer which moved the card's value.
CREATE TABLE gift_cards.consolidated_cards (
  id               uuid PRIMARY KEY,
  consolidation_id uuid NOT NULL REFERENCES gift_cards.consolidations (id),
  position         smallint NOT NULL,
  card_id          uuid NOT NULL REFERENCES gift_cards.cards (id),
  amount           bigint NOT NULL CHECK (amount > 0),
  UNIQUE (consolidation_id, position)
);

CREATE SCHEMA notifications;
CREATE TABLE notifications.mail_preferences (
  customer_id      uuid PRIMARY KEY,
  receipts_always  boolean NOT NULL,
  changed_at       timestamptz NOT NULL
);
CREATE TABLE notifications.receipts (
  id              uuid PRIMARY KEY,
  payment_id      uuid NOT NULL,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  UNIQUE (client_id, idempotency_key)
);
CREATE INDEX receipts_payment ON notifications.receipts (payment_id);
CREATE TABLE notifications.offsets (
  lane smallint PRIMARY KEY,
  seq  bigint NOT NULL
);

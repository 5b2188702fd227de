-- Limits on how often something may be tried, counted in fixed windows.
CREATE TABLE ringfence.tries (
  limit_name   text NOT NULL,
  asker        text NOT NULL,
  window_start timestamptz NOT NULL,
  used         int NOT NULL,
  PRIMARY KEY (limit_name, asker, window_start)
);

CREATE TABLE wallet.card_designs (
  id       text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  name     text NOT NULL,
  art      text NOT NULL,
  position smallint NOT NULL
);
INSERT INTO wallet.card_designs (id, name, art, position) VALUES ('classic', 'Classic', 'rings', 0);

ALTER TABLE wallet.cards
  ADD COLUMN number_hash     bytea UNIQUE CHECK (octet_length(number_hash) = 32),
  ADD COLUMN frozen_by       text CHECK (frozen_by IN ('holder', 'staff')),
  ADD COLUMN lost_at         timestamptz,
  ADD COLUMN replaced_by     uuid REFERENCES wallet.cards (id) DEFERRABLE INITIALLY DEFERRED,
  ADD COLUMN client_id       uuid,
  ADD COLUMN idempotency_key text,
  ADD COLUMN fingerprint     uuid,
  ADD UNIQUE (client_id, idempotency_key),
  ADD CHECK ((state = 'frozen') = (frozen_by IS NOT NULL)),
  ADD CHECK ((state = 'replaced') = (replaced_by IS NOT NULL)),
  ADD FOREIGN KEY (design) REFERENCES wallet.card_designs (id);
CREATE UNIQUE INDEX cards_live ON wallet.cards (account_id) WHERE state IN ('pending', 'active', 'frozen');

CREATE SCHEMA gift_cards;

CREATE TABLE gift_cards.batches (
  id              uuid PRIMARY KEY,
  name            text NOT NULL,
  design          text NOT NULL,
  currency        char(3) NOT NULL,
  ceiling         bigint NOT NULL CHECK (ceiling > 0),
  valid_months    smallint CHECK (valid_months > 0),
  count           int NOT NULL CHECK (count BETWEEN 1 AND 10000),
  made            int NOT NULL DEFAULT 0 CHECK (made BETWEEN 0 AND count),
  ordered_by      uuid NOT NULL,
  ordered_by_name text NOT NULL,
  ordered_at      timestamptz NOT NULL,
  downloaded_by_name text,
  downloaded_at   timestamptz,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  UNIQUE (client_id, idempotency_key),
  CHECK ((downloaded_at IS NULL) = (downloaded_by_name IS NULL)),
  CHECK (downloaded_at IS NULL OR made = count)
);
CREATE INDEX batches_making ON gift_cards.batches (id) WHERE made < count;

CREATE TABLE gift_cards.cards (
  id              uuid PRIMARY KEY,
  account_id      uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('physical', 'egift')),
  state           text NOT NULL CHECK (state IN ('pending', 'active', 'frozen', 'replaced', 'closed')),
  number_hash     bytea NOT NULL UNIQUE CHECK (octet_length(number_hash) = 32),
  last_digits     text NOT NULL CHECK (last_digits ~ '^[0-9A-Z]{4}$'),
  pin_hash        bytea,
  pin_tries       smallint NOT NULL DEFAULT 0 CHECK (pin_tries BETWEEN 0 AND 10),
  locked_until    timestamptz,
  sealed_secret   bytea,
  design          text NOT NULL,
  currency        char(3) NOT NULL,
  valid_months    smallint CHECK (valid_months > 0),
  batch_id        uuid REFERENCES gift_cards.batches (id),
  customer_id     uuid,
  issued_at       timestamptz NOT NULL,
  activated_at    timestamptz,
  frozen_by       text CHECK (frozen_by IN ('holder', 'staff')),
  lost_at         timestamptz,
  replaced_by     uuid REFERENCES gift_cards.cards (id) DEFERRABLE INITIALLY DEFERRED,
  client_id       uuid,
  idempotency_key text,
  fingerprint     uuid,
  UNIQUE (client_id, idempotency_key),
  CHECK ((state = 'frozen') = (frozen_by IS NOT NULL)),
  CHECK ((state = 'replaced') = (replaced_by IS NOT NULL)),
  CHECK (state <> 'active' OR activated_at IS NOT NULL)
);
CREATE UNIQUE INDEX cards_live ON gift_cards.cards (account_id) WHERE state <> 'replaced';
CREATE INDEX cards_batch ON gift_cards.cards (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX cards_customer ON gift_cards.cards (customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE gift_cards.activations (
  id              uuid PRIMARY KEY,
  card_id         uuid NOT NULL REFERENCES gift_cards.cards (id),
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        char(3) NOT NULL,
  tender          text NOT NULL CHECK (tender IN ('cash', 'cardAtTill')),
  expires_at      timestamptz,
  store_id        uuid NOT NULL,
  terminal_id     uuid NOT NULL,
  staff_id        uuid NOT NULL,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  voided_at       timestamptz,
  void_id         uuid UNIQUE,
  void_reason     text,
  void_terminal_id uuid,
  void_staff_id   uuid,
  UNIQUE (client_id, idempotency_key),
  CHECK ((voided_at IS NULL) = (void_id IS NULL))
);
CREATE UNIQUE INDEX activations_standing ON gift_cards.activations (card_id) WHERE voided_at IS NULL;
CREATE INDEX activations_terminal ON gift_cards.activations (terminal_id, at);

-- Cards of a programme that was taken over: where each comes from, and what it brought.
CREATE TABLE gift_cards.imports (
  source      text NOT NULL,
  card_id     uuid NOT NULL UNIQUE REFERENCES gift_cards.cards (id),
  line        bigint NOT NULL,
  balance     bigint NOT NULL CHECK (balance >= 0),
  expires_at  timestamptz,
  imported_at timestamptz NOT NULL,
  PRIMARY KEY (source, card_id)
);

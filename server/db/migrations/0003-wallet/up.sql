CREATE SCHEMA wallet;

CREATE TABLE wallet.customers (
  id          uuid PRIMARY KEY,
  first_name  text NOT NULL,
  last_name   text NOT NULL,
  email       text NOT NULL,
  joined_at   timestamptz NOT NULL,
  source      text,
  external_id text,
  CHECK ((source IS NULL) = (external_id IS NULL))
);
CREATE UNIQUE INDEX customers_email ON wallet.customers (lower(email));
CREATE UNIQUE INDEX customers_imported ON wallet.customers (source, external_id) WHERE source IS NOT NULL;
CREATE INDEX customers_name ON wallet.customers (lower(last_name) text_pattern_ops);

CREATE TABLE wallet.accounts (
  id          uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES wallet.customers (id),
  currency    char(3) NOT NULL,
  opened_at   timestamptz NOT NULL,
  UNIQUE (customer_id, currency)
);

CREATE TABLE wallet.cards (
  id          uuid PRIMARY KEY,
  account_id  uuid NOT NULL REFERENCES wallet.accounts (id),
  last_digits text NOT NULL CHECK (last_digits ~ '^[0-9]{4}$'),
  state       text NOT NULL CHECK (state IN ('pending', 'active', 'frozen', 'replaced', 'closed')),
  design      text NOT NULL,
  issued_at   timestamptz NOT NULL
);
CREATE INDEX cards_account ON wallet.cards (account_id);

CREATE TABLE wallet.devices (
  id          uuid PRIMARY KEY,
  account_id  uuid NOT NULL REFERENCES wallet.accounts (id),
  alias       text NOT NULL UNIQUE CHECK (alias ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
  secret      bytea NOT NULL,
  name        text NOT NULL,
  enrolled_at timestamptz NOT NULL,
  revoked_at  timestamptz
);
CREATE INDEX devices_account ON wallet.devices (account_id);

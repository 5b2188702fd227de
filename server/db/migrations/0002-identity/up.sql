CREATE SCHEMA identity;

CREATE TABLE identity.staff (
  id       uuid PRIMARY KEY,
  name     text NOT NULL,
  role     text NOT NULL CHECK (role IN ('cashier', 'shiftLead', 'storeManager', 'marketing', 'support', 'finance',
                                         'auditor', 'administrator')),
  store_id uuid,
  about    text NOT NULL,
  place    int GENERATED ALWAYS AS IDENTITY,
  CHECK ((role IN ('cashier', 'shiftLead', 'storeManager')) = (store_id IS NOT NULL))
);

CREATE TABLE identity.sandbox_customers (
  person_id uuid PRIMARY KEY,
  name      text NOT NULL,
  about     text NOT NULL,
  place     int GENERATED ALWAYS AS IDENTITY
);

CREATE TABLE identity.terminals (
  id           uuid PRIMARY KEY,
  name         text NOT NULL,
  store_id     uuid NOT NULL,
  store_name   text NOT NULL,
  last_seen_at timestamptz
);

CREATE TABLE identity.terminal_keys (
  key_id      text PRIMARY KEY CHECK (key_id ~ '^[A-Za-z0-9_-]{43}$'),
  terminal_id uuid NOT NULL REFERENCES identity.terminals (id),
  public_jwk  jsonb NOT NULL,
  enrolled_at timestamptz NOT NULL,
  revoked_at  timestamptz
);
CREATE INDEX terminal_keys_live ON identity.terminal_keys (terminal_id) WHERE revoked_at IS NULL;

CREATE TABLE identity.signing_keys (
  kid         text PRIMARY KEY,
  public_jwk  jsonb NOT NULL,
  private_jwk bytea NOT NULL,
  active      boolean NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX signing_keys_one_active ON identity.signing_keys (active) WHERE active;

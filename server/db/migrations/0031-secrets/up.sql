-- Data keys, sealed by the master key ("wrapped"); what they seal is in the columns of the modules.
CREATE TABLE ringfence.data_keys (
  id         bytea PRIMARY KEY CHECK (octet_length(id) = 4),
  use        text NOT NULL CHECK (use IN ('sealing', 'hashing')),
  active     boolean NOT NULL,
  made_for   bytea NOT NULL CHECK (octet_length(made_for) = 4),
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX data_keys_one_active ON ringfence.data_keys (use) WHERE active;
COMMENT ON COLUMN ringfence.data_keys.active IS 'seals what is new; the others only open';
COMMENT ON COLUMN ringfence.data_keys.made_for IS 'the master key at whose coming this one was made';

CREATE TABLE ringfence.data_key_wraps (
  data_key_id   bytea NOT NULL REFERENCES ringfence.data_keys (id) ON DELETE CASCADE,
  master_key_id bytea NOT NULL CHECK (octet_length(master_key_id) = 4),
  sealed        bytea NOT NULL,
  PRIMARY KEY (data_key_id, master_key_id)
);

-- Hashes that were made before there were data keys follow from the master key of that time, which stays the key of hashes.
CREATE TABLE ringfence.key_facts (
  only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  hashes_by_master boolean NOT NULL
);
INSERT INTO ringfence.key_facts (hashes_by_master)
SELECT EXISTS (SELECT FROM wallet.cards) OR EXISTS (SELECT FROM gift_cards.cards) OR EXISTS (SELECT FROM wallet.devices);

-- Customers: names and addresses are sealed; they are found by keyed hashes of the e-mail and of the beginnings of their words.
-- Rows from before are sealed at the first start after this migration, then their text is wiped.
DROP INDEX wallet.customers_email;
ALTER TABLE wallet.customers
  DROP COLUMN email_key,
  ALTER COLUMN first_name DROP NOT NULL,
  ALTER COLUMN last_name DROP NOT NULL,
  ALTER COLUMN email DROP NOT NULL,
  ADD COLUMN sealed bytea,
  ADD COLUMN email_hash bytea UNIQUE CHECK (octet_length(email_hash) = 32),
  ADD CONSTRAINT sealed_or_not_yet CHECK (
    (sealed IS NULL AND email_hash IS NULL AND first_name IS NOT NULL AND last_name IS NOT NULL AND email IS NOT NULL)
    OR (sealed IS NOT NULL AND email_hash IS NOT NULL AND first_name IS NULL AND last_name IS NULL AND email IS NULL));
COMMENT ON COLUMN wallet.customers.first_name IS 'of before there was sealing; wiped at the next start';
CREATE INDEX customers_clear ON wallet.customers (id) WHERE sealed IS NULL;

CREATE TABLE wallet.customer_words (
  word        integer NOT NULL,
  customer_id uuid NOT NULL REFERENCES wallet.customers (id) ON DELETE CASCADE,
  PRIMARY KEY (word, customer_id)
);
COMMENT ON TABLE wallet.customer_words IS '32 bits of a keyed hash of the first three letters of a word of the name or of the e-mail';

GRANT SELECT, INSERT ON ringfence.data_keys, ringfence.data_key_wraps, wallet.customer_words TO ringfence_app;
GRANT SELECT ON ringfence.key_facts TO ringfence_app;

-- Who may ask for tokens. The apps are public clients that prove a DPoP key; machine clients prove a private key of theirs. No secrets.
CREATE TABLE identity.clients (
  id            uuid PRIMARY KEY,
  client_id     text NOT NULL UNIQUE, -- outside: app.<name>, or the TypeID cli_… of `id`
  kind          text NOT NULL CHECK (kind IN ('app', 'machine')),
  name          text NOT NULL,
  scopes        text[] NOT NULL,
  callback_path text, -- of apps: where a sign-in ends, on each of the deployment's origins
  created_at    timestamptz NOT NULL,
  revoked_at    timestamptz,
  CHECK (client_id ~ CASE kind WHEN 'app' THEN '^app\.[a-z]{2,20}$' ELSE '^cli_[0-7][0-9a-hjkmnp-tv-z]{25}$' END),
  CHECK ((kind = 'app') = (callback_path IS NOT NULL)),
  CHECK (kind <> 'app' OR scopes = ARRAY['app']),
  CHECK (kind <> 'machine' OR NOT 'app' = ANY (scopes))
);

-- Two live keys at most, each in a slot of its own, so that a key can be changed without a gap.
CREATE TABLE identity.client_keys (
  key_id     text PRIMARY KEY CHECK (key_id ~ '^[A-Za-z0-9_-]{43}$'), -- RFC 7638 thumbprint
  client_id  uuid NOT NULL REFERENCES identity.clients (id),
  slot       smallint NOT NULL CHECK (slot IN (1, 2)),
  public_jwk jsonb NOT NULL CHECK (NOT public_jwk ? 'd'),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX client_keys_live ON identity.client_keys (client_id, slot) WHERE revoked_at IS NULL;

INSERT INTO identity.clients (id, client_id, kind, name, scopes, callback_path, created_at) VALUES
  ('0195e000-0000-7000-8000-000000000001', 'app.customer', 'app', 'The customer app', '{app}', '/app/signed-in', now()),
  ('0195e000-0000-7000-8000-000000000002', 'app.console', 'app', 'The console', '{app}', '/console/signed-in', now()),
  ('0195e000-0000-7000-8000-000000000003', 'app.till', 'app', 'The till', '{app}', '/till/signed-in', now());

-- What the authorization server remembers: codes, pushed requests, refresh tokens, sign-ins. Ids are keyed hashes, payloads sealed.
CREATE TABLE identity.provider_state (
  model       text NOT NULL,
  id_hash     bytea NOT NULL CHECK (length(id_hash) = 32),
  payload     bytea NOT NULL,
  grant_hash  bytea CHECK (length(grant_hash) = 32),
  uid_hash    bytea CHECK (length(uid_hash) = 32),
  session_id  uuid, -- of grants: the row of identity.sessions
  consumed_at timestamptz,
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (model, id_hash)
);
CREATE INDEX provider_state_grant ON identity.provider_state (grant_hash) WHERE grant_hash IS NOT NULL;
CREATE UNIQUE INDEX provider_state_uid ON identity.provider_state (uid_hash) WHERE uid_hash IS NOT NULL;
CREATE INDEX provider_state_over ON identity.provider_state (expires_at);

-- Assertions and proofs that were shown to the authorization server: each is good once.
CREATE TABLE identity.provider_replays (
  id_hash    bytea PRIMARY KEY CHECK (length(id_hash) = 32),
  expires_at timestamptz NOT NULL
);
CREATE INDEX provider_replays_over ON identity.provider_replays (expires_at);

-- A new key is known to all before it signs, and the old one verifies until its tokens are over. `active` is the newest.
ALTER TABLE identity.signing_keys ADD COLUMN signs_from timestamptz, ADD COLUMN verifies_until timestamptz;
UPDATE identity.signing_keys SET signs_from = created_at, verifies_until = CASE WHEN active THEN NULL ELSE created_at END;
ALTER TABLE identity.signing_keys ALTER COLUMN signs_from SET NOT NULL,
  ADD CHECK (active = (verifies_until IS NULL));

GRANT SELECT, INSERT, UPDATE (revoked_at, scopes, name) ON identity.clients TO ringfence_app;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON identity.client_keys TO ringfence_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.provider_state, identity.provider_replays TO ringfence_app;
GRANT UPDATE (active, verifies_until) ON identity.signing_keys TO ringfence_app;

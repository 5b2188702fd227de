-- A sign-in on one device. Its id is the `sid` of every token that comes of it; ended, none of them is worth anything.
CREATE TABLE identity.sessions (
  id               uuid PRIMARY KEY,
  person_id        uuid NOT NULL,
  kind             text NOT NULL CHECK (kind IN ('customer', 'staff')),
  client_id        text NOT NULL,
  device_name      text NOT NULL CHECK (length(device_name) <= 60),
  authentication   text NOT NULL CHECK (authentication IN ('passkey', 'code', 'sandbox')),
  signed_in_at     timestamptz NOT NULL,
  authenticated_at timestamptz NOT NULL,
  last_used_at     timestamptz NOT NULL,
  ended_at         timestamptz,
  CHECK (kind = 'customer' OR authentication <> 'code')
);
CREATE INDEX sessions_of_person ON identity.sessions (person_id, last_used_at DESC) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended ON identity.sessions (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE identity.passkeys (
  id            uuid PRIMARY KEY,
  credential_id text NOT NULL UNIQUE CHECK (credential_id ~ '^[A-Za-z0-9_-]+$' AND length(credential_id) <= 1400),
  person_id     uuid NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('customer', 'staff')),
  public_key    bytea NOT NULL,
  counter       bigint NOT NULL CHECK (counter >= 0),
  transports    text[] NOT NULL,
  synced        boolean NOT NULL,
  name          text NOT NULL CHECK (length(name) <= 60),
  created_at    timestamptz NOT NULL,
  last_used_at  timestamptz
);
CREATE INDEX passkeys_of_person ON identity.passkeys (person_id);

-- What an authenticator is asked to sign. Taken away by whoever answers first.
CREATE TABLE identity.challenges (
  challenge  text PRIMARY KEY,
  purpose    text NOT NULL CHECK (purpose IN ('register', 'authenticate')),
  subject    text NOT NULL, -- the sign-in or the invitation that it belongs to
  expires_at timestamptz NOT NULL
);
CREATE INDEX challenges_over ON identity.challenges (expires_at);

-- Asked for by whoever says the address is theirs. A worker looks who that is and sends the code; nobody else can tell whether it did.
CREATE TABLE identity.email_codes (
  id             uuid PRIMARY KEY,
  subject        text NOT NULL,
  sealed_address bytea,  -- wiped once the worker has seen it
  person_id      uuid,
  code_hash      bytea CHECK (length(code_hash) = 32),
  tries          int NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  asked_at       timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL CHECK (expires_at <= asked_at + interval '10 minutes'),
  used_at        timestamptz,
  CHECK ((person_id IS NULL) = (code_hash IS NULL))
);
CREATE INDEX email_codes_of_sign_in ON identity.email_codes (subject, asked_at DESC);
CREATE INDEX email_codes_to_send ON identity.email_codes (asked_at) WHERE sealed_address IS NOT NULL;
CREATE INDEX email_codes_over ON identity.email_codes (expires_at);

CREATE TABLE identity.staff_invitations (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  staff_id   uuid NOT NULL REFERENCES identity.staff (id),
  invited_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
-- A new invitation takes the place of the one before.
CREATE UNIQUE INDEX staff_invitations_open ON identity.staff_invitations (staff_id) WHERE used_at IS NULL;

-- Who a sign-in under way has been shown to be; taken away when it finishes.
CREATE TABLE identity.sign_in_proofs (
  subject        text PRIMARY KEY,
  person_id      uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('customer', 'staff')),
  authentication text NOT NULL CHECK (authentication IN ('passkey', 'code')),
  proved_at      timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  CHECK (kind = 'customer' OR authentication = 'passkey') -- an e-mail code makes nobody staff
);
CREATE INDEX sign_in_proofs_over ON identity.sign_in_proofs (expires_at);

GRANT SELECT, INSERT, UPDATE ON identity.sessions TO ringfence_app;
GRANT SELECT, INSERT, DELETE ON identity.challenges TO ringfence_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.passkeys, identity.email_codes, identity.staff_invitations, identity.sign_in_proofs
  TO ringfence_app;

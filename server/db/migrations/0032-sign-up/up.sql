-- Whoever shows the code that was sent to an address which nobody has yet may open a wallet with it. Until then it is kept, sealed.
ALTER TABLE identity.email_codes
  ADD COLUMN sealed_newcomer bytea,
  DROP CONSTRAINT email_codes_check1,
  ADD CONSTRAINT code_of_somebody CHECK ((person_id IS NULL AND sealed_newcomer IS NULL) = (code_hash IS NULL)),
  ADD CONSTRAINT customer_or_newcomer CHECK (person_id IS NULL OR sealed_newcomer IS NULL);
COMMENT ON COLUMN identity.email_codes.sealed_newcomer IS 'the address the code went to while it is no customer''s; wiped when used or over';
CREATE INDEX email_codes_of_newcomers ON identity.email_codes (expires_at) WHERE sealed_newcomer IS NOT NULL;

-- Whose address is proved and whose name is asked for; taken away when the wallet is opened.
CREATE TABLE identity.sign_ups (
  subject        text PRIMARY KEY,
  sealed_address bytea NOT NULL,
  proved_at      timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL
);
CREATE INDEX sign_ups_over ON identity.sign_ups (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.sign_ups TO ringfence_app;

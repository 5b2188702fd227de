DO $$ BEGIN
  ASSERT (SELECT count(*) = 3 FROM identity.clients WHERE kind = 'app' AND revoked_at IS NULL), 'the three apps are clients';
  ASSERT NOT EXISTS (SELECT FROM identity.signing_keys WHERE active AND signs_from > now()), 'the active key signs';
END $$;

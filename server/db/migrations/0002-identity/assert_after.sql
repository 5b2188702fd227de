DO $$ BEGIN
  ASSERT to_regclass('identity.terminal_keys') IS NOT NULL, 'terminals have keys';
  ASSERT (SELECT indisunique FROM pg_index WHERE indexrelid = 'identity.signing_keys_one_active'::regclass),
    'at most one signing key is active';
END $$;

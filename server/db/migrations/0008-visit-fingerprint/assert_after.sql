DO $$ BEGIN
  ASSERT (SELECT attnotnull AND NOT atthasdef FROM pg_attribute
           WHERE attrelid = 'payments.visits'::regclass AND attname = 'fingerprint'), 'every visit says what it was made of';
END $$;

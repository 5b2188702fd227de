DO $$ BEGIN
  ASSERT (SELECT relpersistence = 'p' FROM pg_class WHERE oid = 'ringfence.proofs'::regclass), 'proofs outlive a crash of the server';
  ASSERT NOT has_table_privilege('ringfence_app', 'ringfence.proofs', 'UPDATE'), 'a proof that was shown stays shown';
END $$;

DO $$ BEGIN
  ASSERT (SELECT count(*) FROM pg_policies WHERE policyname = 'own_rows') = 32, 'every table of customers has its policy';
  ASSERT NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'ledger' AND c.relrowsecurity),
         'the ledger has no row security: its functions must not rest on session settings';
END $$;

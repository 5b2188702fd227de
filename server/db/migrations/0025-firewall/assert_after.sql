DO $$ BEGIN
  ASSERT (SELECT relpersistence = 'u' FROM pg_class WHERE oid = 'firewall.rate_limits'::regclass), 'counting requests writes no log';
  ASSERT (SELECT count(*) = 1 FROM pg_constraint WHERE conrelid = 'firewall.rules'::regclass AND contype = 'u'), 'a range is denied once';
END $$;

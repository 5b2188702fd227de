DO $$ BEGIN
  ASSERT to_regclass('funding.loads_pending') IS NOT NULL, 'pending loads can be found';
END $$;

DO $$ BEGIN
  ASSERT to_regclass('catalogue.items') IS NOT NULL, 'items exist';
END $$;

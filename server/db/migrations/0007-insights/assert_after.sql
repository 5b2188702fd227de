DO $$ BEGIN
  ASSERT to_regclass('insights.hours') IS NOT NULL, 'hours exist';
END $$;

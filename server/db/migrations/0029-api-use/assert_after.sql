DO $$ BEGIN
  ASSERT NOT EXISTS (SELECT FROM monitoring.api_use), 'nothing was counted before there was a count';
  ASSERT has_table_privilege('ringfence_app', 'monitoring.api_use', 'INSERT'), 'the server counts';
END $$;

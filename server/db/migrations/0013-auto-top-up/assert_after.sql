DO $$ BEGIN
  ASSERT to_regclass('funding.auto_top_ups_due') IS NOT NULL, 'due rules can be found';
  ASSERT (SELECT indisunique FROM pg_index WHERE indexrelid = 'funding.auto_top_up_told_once'::regclass),
    'a charge is told once';
END $$;

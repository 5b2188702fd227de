DO $$ BEGIN
  ASSERT (SELECT count(*) = 8 FROM pg_constraint
           WHERE conrelid = 'audit.events'::regclass AND contype = 'c' AND convalidated AND pg_get_constraintdef(oid) LIKE '%length(%~%'),
    'the eight columns of names and ids are still checked, by length and by letters';
  ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'audit.events'::regclass AND pg_get_constraintdef(oid) ~ '\{[0-9]+,[0-9]+\}'),
    'no check counts repetitions any more';
END $$;

DO $$ BEGIN
  ASSERT NOT EXISTS (
    SELECT FROM pg_constraint
     WHERE conrelid = 'identity.email_codes'::regclass AND contype = 'c' AND conname <> 'code_of_somebody'
       AND pg_get_constraintdef(oid) LIKE '%person_id IS NULL%code_hash IS NULL%'), 'a code may be for somebody new';
  ASSERT (SELECT count(*) = 1 FROM pg_constraint
           WHERE conrelid = 'identity.email_codes'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%00:10:00%'),
    'a code is still over after ten minutes';
  ASSERT has_table_privilege('ringfence_app', 'identity.sign_ups', 'DELETE'), 'the server takes a sign-up away once it is done';
END $$;

DO $$ BEGIN
  ASSERT (SELECT indisunique FROM pg_index WHERE indexrelid = 'shifts.shifts_one_open'::regclass), 'a till has one open shift';
  ASSERT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'shifts_closed_for_good' AND tgenabled = 'O'), 'a closed shift stays as it was';
  ASSERT NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'shifts'
    AND data_type IN ('real', 'double precision', 'money', 'numeric')), 'no inexact money';
END $$;

DO $$ BEGIN
  ASSERT NOT EXISTS (SELECT FROM identity.staff WHERE role = 'administrator' AND status = 'active' AND administrator_seat IS NULL),
    'every administrator has a seat';
  ASSERT (SELECT count(*) FROM identity.administrator_seats) >= 3, 'there are seats';
  ASSERT EXISTS (SELECT FROM pg_constraint WHERE conname = 'four_eyes' AND conrelid = 'approvals.approvals'::regclass),
    'nobody approves the own request';
  ASSERT NOT has_table_privilege('ringfence_app', 'identity.emergencies', 'INSERT'), 'emergencies are declared on the server itself';
  ASSERT NOT has_table_privilege('ringfence_app', 'identity.administrator_seats', 'INSERT'), 'the server adds no seat';
  ASSERT NOT has_column_privilege('ringfence_app', 'approvals.approvals', 'requested_by', 'UPDATE'), 'who asked stays';
END $$;

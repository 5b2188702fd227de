DO $$ BEGIN
  ASSERT (SELECT last_seq FROM audit.head) = 0, 'the trail begins empty';
  ASSERT NOT has_table_privilege('ringfence_app', 'audit.events', 'INSERT, UPDATE, DELETE, TRUNCATE'), 'events come by audit.append only';
  ASSERT NOT has_table_privilege('ringfence_app', 'audit.batches', 'INSERT, UPDATE, DELETE, TRUNCATE'), 'seals come by audit.seal only';
  ASSERT NOT has_table_privilege('ringfence_app', 'audit.head', 'INSERT, UPDATE, DELETE, TRUNCATE'), 'nobody sets the number back';
  ASSERT NOT has_table_privilege('ringfence_app', 'audit.keys', 'UPDATE, DELETE, TRUNCATE'), 'a key stays';
  ASSERT NOT has_table_privilege('ringfence_app', 'audit.verifications', 'UPDATE, DELETE, TRUNCATE'), 'a report stays';
END $$;

DO $$ BEGIN
  ASSERT (SELECT count(*) = 1 FROM ringfence.key_facts), 'it is known what hashes follow from';
  ASSERT NOT has_table_privilege('ringfence_app', 'ringfence.data_keys', 'UPDATE'), 'the server does not change keys';
  ASSERT NOT has_table_privilege('ringfence_app', 'ringfence.data_key_wraps', 'DELETE'), 'the server does not drop keys';
END $$;

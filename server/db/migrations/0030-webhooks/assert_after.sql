DO $$ BEGIN
  ASSERT (SELECT count(*) = 1 FROM webhooks.counter), 'there is one counter';
  ASSERT has_table_privilege('ringfence_app', 'webhooks.deliveries', 'UPDATE'), 'the server may work through deliveries';
  ASSERT NOT has_table_privilege('ringfence_app', 'webhooks.counter', 'DELETE'), 'the counter stays';
END $$;

DO $$ BEGIN
  ASSERT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ringfence_app' AND rolcanlogin), 'the server can log in';
  ASSERT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ringfence_app'
                      AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)),
         'ringfence_app has been given powers that no server needs; an administrator must take them away (ALTER ROLE)';
  ASSERT NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = 'ringfence_app'),
         'ringfence_app is a member of no other role';
  ASSERT NOT EXISTS (SELECT FROM information_schema.role_table_grants
                      WHERE grantee = 'ringfence_app' AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')), 'no more than rows';
  ASSERT NOT has_table_privilege('ringfence_app', 'ledger.transfers', 'UPDATE, DELETE'), 'what moved, stays';
  ASSERT NOT EXISTS (SELECT FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'ringfence_app'), 'it owns nothing';
END $$;

-- Who gave somebody their role and store: one person, of an administrator the two who agreed. Two people of whom one placed the other are one.
ALTER TABLE identity.staff
  ADD COLUMN placed_by uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(placed_by) <= 2),
  ADD COLUMN placed_at timestamptz,
  ADD CONSTRAINT placed_by_someone CHECK ((placed_by = '{}') = (placed_at IS NULL));

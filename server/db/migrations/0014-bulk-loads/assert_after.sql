DO $$ BEGIN
  ASSERT (SELECT count(*) FROM pg_constraint WHERE conname = 'second_person') = 1, 'a bulk load is approved by another person';
  ASSERT to_regclass('funding.bulk_lines_ready') IS NOT NULL, 'lines to load can be found';
END $$;

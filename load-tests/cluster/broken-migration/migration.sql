CREATE TABLE core."Mistake" (id text PRIMARY KEY);
ALTER TABLE core."NoSuchTable" ADD COLUMN mistake text;

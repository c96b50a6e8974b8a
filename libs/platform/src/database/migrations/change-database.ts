/**
 * For every session of this database; without the right to (the database is another role's) it stays as it is. Quotes in the
 * setting are doubled by the caller, since it stands within a text of SQL.
 */
export const changeDatabase = (setting: string): string => `
  DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I ${setting}', current_database());
  EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'Not set, since the database is not ours: ${setting}';
  END $$`;

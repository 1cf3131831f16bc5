import { defineConfig } from 'prisma/config';

const url = process.env['DATABASE_URL'];

// Without DATABASE_URL there is no datasource: `generate` and `validate` need none, and commands that do say so themselves.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url === undefined ? {} : { datasource: { url } }),
});

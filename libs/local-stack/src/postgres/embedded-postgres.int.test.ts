import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openDataFolder } from '../data-folder/data-folder.ts';
import { createLogFile } from '../data-folder/log-file.ts';
import { findFreePort } from '../processes/ports.ts';
import { createProcessLedger, endOrphans } from '../processes/process-ledger.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

describe('the embedded PostgreSQL', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
    // Open to every user, as a checkout outside of /root is.
    chmodSync(root, 0o755);
  });
  afterEach(async () => {
    await endOrphans(createProcessLedger(join(root, 'run')));
    rmSync(root, { recursive: true });
  });

  const start = async (password?: string): Promise<EmbeddedPostgres> => {
    const data = openDataFolder(root);
    return startEmbeddedPostgres({
      folder: data.at('postgres'),
      port: await findFreePort(),
      password: password ?? data.secret('postgres-password'),
      isDurable: true,
      ledger: createProcessLedger(data.processes),
      log: createLogFile(join(data.logs, 'postgres.log')),
    });
  };
  const query = async (server: EmbeddedPostgres, statement: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: server.urlOf('postgres') });
    await client.connect();
    return (await client.query<Record<string, unknown>>(statement).finally(() => client.end())).rows;
  };

  it('ends a server that a killed start left on its data, and goes on with what that one had committed', async () => {
    const orphan = await start();
    await query(orphan, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const server = await start();
    expect(orphan.process.hasExited()).toBe(true);
    expect(await query(server, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await server.process.stop();
  });

  it('says that data and password are from different starts', async () => {
    await (await start()).process.stop();
    await expect(start('another')).rejects.toThrow(/refuses the password/);
  });

  it('listens on this machine only and is durable', async () => {
    const server = await start();
    const rows = await query(
      server,
      "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'fsync') ORDER BY name",
    );
    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
    ]);
    await server.process.stop();
  });
});

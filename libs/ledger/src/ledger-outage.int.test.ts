import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import { createLedger } from './create-ledger.ts';
import { admission, createLedgerFixture, type LedgerFixture } from './fixtures/ledger-fixture.ts';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listen(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('a ledger without its database', () => {
  let fixture: LedgerFixture;
  beforeAll(async () => {
    fixture = await createLedgerFixture();
  });
  afterAll(async () => fixture.close());

  it('answers 503 at once when nothing listens', async () => {
    const server = await listen(() => undefined);
    const pool = createPool({ url: `postgresql://hub@127.0.0.1:${portOf(server)}/hub` });
    server.close();
    await once(server, 'close');
    const ledger = createLedger({ pool });
    const startedAt = performance.now();
    const refused = { code: 'dependency_unavailable', status: 503 };

    await expect(ledger.admit(admission('acc_1'))).rejects.toMatchObject(refused);
    await expect(ledger.listAbandonedRuns(1)).rejects.toMatchObject(refused);
    await expect(ledger.renewLeases([{ runId: 'run_1', fence: 1 }], 1)).rejects.toMatchObject(refused);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await pool.end();
  });

  it('answers 503 after the connection time-out when the server accepts and stays silent', async () => {
    const sockets: Socket[] = [];
    const server = await listen((socket) => sockets.push(socket));
    const url = `postgresql://hub@127.0.0.1:${portOf(server)}/hub`;
    const pool = createPool({ url, connectionTimeoutMs: 200 });
    const startedAt = performance.now();

    await expect(createLedger({ pool }).admit(admission('acc_1'))).rejects.toMatchObject({ status: 503 });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    for (const socket of sockets) socket.destroy();
    server.close();
    await pool.end();
  });

  it('answers 503 to calls whose connection is cut and serves the next ones', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const blocker = await fixture.owner.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM core."CreditAccount" WHERE id = $1 FOR UPDATE', [accountId]);
    const input = admission(accountId);
    const cut = expect(fixture.gateway.admit(input)).rejects.toMatchObject({ status: 503 });
    const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await fixture.owner.query(terminate)).rowCount === 0);
    await cut;
    await blocker.query('ROLLBACK');
    blocker.release();

    // The same admission again, as its caller does not know what became of the first.
    expect(await fixture.gateway.admit(input)).toMatchObject({ outcome: 'admitted' });
    expect(await fixture.readAccount(accountId)).toMatchObject({ held: 1_000n });
  });

  it('answers 503 when a statement takes longer than its time-out', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const blocker = await fixture.owner.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM core."CreditAccount" WHERE id = $1 FOR UPDATE', [accountId]);
    const pool = createPool({ url: fixture.url, role: 'hub_gateway', statementTimeoutMs: 100 });

    await expect(createLedger({ pool }).admit(admission(accountId))).rejects.toMatchObject({ status: 503 });
    await blocker.query('ROLLBACK');
    blocker.release();
    await pool.end();
  });
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, jest } from '@jest/globals';
import { findFreePort, findFreePortRow, requireFreePorts } from './ports.ts';

describe('taken ports', () => {
  it('are reported all at once, with what they are for and the settings to change', async () => {
    const port = await findFreePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const claims = [
      { port, usedBy: 'api-gateway', variable: 'PORT' },
      { port, usedBy: 'Redis', variable: 'INTERNAL_PORT_BASE', host: '127.0.0.1' },
    ];
    await expect(requireFreePorts(claims)).rejects.toMatchObject({
      message: `Another program listens on port ${port} (for api-gateway), ${port} (for Redis).`,
      hints: [expect.stringContaining('PORT'), expect.stringContaining('INTERNAL_PORT_BASE')],
    });
    other.close();
    await once(other, 'close');
    await expect(requireFreePorts(claims)).resolves.toBeUndefined();
  });

  it('are in no row of free ones', async () => {
    const taken = await findFreePort();
    const other = createServer().listen(taken, '127.0.0.1');
    await once(other, 'listening');
    // First it looks where the taken one is.
    const random = jest.spyOn(Math, 'random').mockReturnValueOnce((taken - 20_000) / 12_000);
    const first = await findFreePortRow(8);
    random.mockRestore();
    other.close();
    expect(taken < first || taken >= first + 8).toBe(true);
  });
});

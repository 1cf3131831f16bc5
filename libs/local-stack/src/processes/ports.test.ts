import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { findFreePort, requireFreePorts } from './ports.ts';

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
});

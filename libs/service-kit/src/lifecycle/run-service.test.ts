import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';

const fixture = path.join(import.meta.dirname, 'fixtures/sample-service.ts');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function startService(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [fixture], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], PORT: '0', DATABASE_URL: 'postgres://x', ...env },
  });
  children.push(child);
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const check of waiting) check();
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const check = () => {
        const match = pattern.exec(output);
        if (match !== null) resolve(match);
      };
      waiting.add(check);
      check();
    });
  const url = async () => `http://127.0.0.1:${(await says(/listening on (\d+)/))[1]}`;
  return { child, exited, says, url, output: () => output };
}

describe('runService', () => {
  it('on SIGTERM turns readiness off, finishes what is in flight, closes and exits 0', async () => {
    const service = startService({ DRAIN_DELAY_MS: '300' });
    const url = await service.url();
    const slow = fetch(`${url}/slow`);
    await service.says(/slow begins/);
    service.child.kill('SIGTERM');
    await service.says(/"msg":"draining"/);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await slow).status).toBe(200);
    expect(await service.exited).toBe(0);
    expect(service.output()).toMatch(/drain\n[^]*close\n/);
  });

  it('cuts requests that outlast DRAIN_TIMEOUT_MS and still exits 0', async () => {
    const service = startService({ DRAIN_TIMEOUT_MS: '50' });
    const slow = fetch(`${await service.url()}/slow`).catch(() => 'cut');
    await service.says(/slow begins/);
    service.child.kill('SIGINT');
    expect(await slow).toBe('cut');
    expect(await service.exited).toBe(0);
  });

  it('ends at once on a signal while it still starts, as the first process of a container too', async () => {
    const service = startService({ START_HANGS: '1' });
    await service.says(/waits for what never comes/);
    service.child.kill('SIGTERM');
    expect(await service.exited).toBe(0);
  });

  it('exits 1 with one line per problem when the configuration is wrong', async () => {
    const service = startService({ DATABASE_URL: '', LOG_LEVEL: 'loud' });
    expect(await service.exited).toBe(1);
    expect(service.output()).toMatch(
      /^sample: LOG_LEVEL: .*\nsample: DATABASE_URL is not set: the address of PostgreSQL\n$/,
    );
  });

  it('exits 1 with a clear line when the port is taken', async () => {
    const other = createServer().listen(0);
    const { port } = other.address() as AddressInfo;
    const service = startService({ PORT: String(port) });
    expect(await service.exited).toBe(1);
    expect(service.output()).toContain(`port ${port} is already in use`);
    other.close();
  });

  it('logs an error that nobody caught as fatal, drains and exits 1', async () => {
    const service = startService();
    await fetch(`${await service.url()}/crash`);
    expect(await service.exited).toBe(1);
    expect(service.output()).toMatch(/"level":"fatal".*nobody caught this[^]*close\n/);
  });

  it('leaves when its parent dies, with PARENT_WATCH=1', async () => {
    const service = startService({ PARENT_WATCH: '1' });
    await service.url();
    service.child.stdin.end();
    expect(await service.exited).toBe(0);
  });
});

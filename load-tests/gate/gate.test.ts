import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';

const program = join(import.meta.dirname, 'gate.ts');
let server: Server | undefined;
afterEach(() => void server?.close());

/** Answers each query as Prometheus does. */
async function playPrometheus(answer: (query: string) => { status?: number; values: string[] }): Promise<string> {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { status = 200, values } = answer(new URLSearchParams(body).get('query') ?? '');
      const result = values.map((value) => ({ metric: {}, value: [1_700_000_000.5, value] }));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
  }).listen(0);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function gate(url: string, pods = 'namespace="hub"'): Promise<{ code: number; output: string }> {
  const args = [program, '--prometheus', url, '--pods', pods];
  return promisify(execFile)(process.execPath, args).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, output: error.stdout }),
  );
}

const healthy = (query: string) => ({
  values: [query.startsWith('sum(increase(aihub_http_requests_total') ? '5000' : '0'],
});

describe('npm run gate', () => {
  it('promotes a release that Prometheus has seen do well, and asks for its pods only', async () => {
    const queries: string[] = [];
    const url = await playPrometheus((query) => {
      queries.push(query);
      return healthy(query);
    });
    const { code, output } = await gate(url, 'namespace="hub",pod=~"canary-.*"');
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/promote\n$/) });
    expect(queries.length).toBeGreaterThan(3);
    for (const query of queries) expect(query).toContain('{namespace="hub",pod=~"canary-.*"');
  });

  it('rolls back when errors are too many', async () => {
    const url = await playPrometheus((query) => (query.includes('5..') ? { values: ['0.02'] } : healthy(query)));
    expect(await gate(url)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/FAIL requests answered by 5xx: 0.02/),
    });
  });

  it.each([
    ['one indicator has no series', (query: string) => (query.includes('admit') ? { values: [] } : healthy(query))],
    [
      'one indicator is a division by nothing',
      (query: string) => (query.includes('5..') ? { values: ['NaN'] } : healthy(query)),
    ],
    [
      'one question is refused',
      (query: string) => (query.includes('restarts') ? { status: 503, values: [] } : healthy(query)),
    ],
    ['Prometheus knows nothing of the release', () => ({ values: [] })],
  ])('rolls back when %s', async (_case, answer) => {
    expect(await gate(await playPrometheus(answer))).toMatchObject({
      code: 1,
      output: expect.stringMatching(/no data[^]*roll back\n$/),
    });
  });

  it('rolls back when Prometheus is not there', async () => {
    expect(await gate('http://127.0.0.1:1')).toMatchObject({ code: 1, output: expect.stringMatching(/roll back\n$/) });
  });
});

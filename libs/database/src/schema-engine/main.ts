#!/usr/bin/env node
// Stands in for Prisma's Rust `schema-engine`: the same JSON-RPC over stdio, answered by the WebAssembly build.
// bin/prisma.mjs points PRISMA_SCHEMA_ENGINE_BINARY here.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { canConnect, createDatabase, databaseNameOf, dropDatabase } from './database-command.ts';
import { loadSchemaEngine } from './load-schema-engine.ts';
import { MigrationAdapterFactory } from './migration-adapter.ts';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true, short: 'd' },
    datasource: { type: 'string' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});
type Datasource = { url?: string; shadowDatabaseUrl?: string };
const datasource: Datasource =
  typeof values['datasource'] === 'string' ? (JSON.parse(values['datasource']) as Datasource) : {};
const PLACEHOLDER_URL = 'postgresql://localhost:5432/postgres';
const url = datasource.url ?? process.env['DATABASE_URL'] ?? PLACEHOLDER_URL;

function failCommand(message: string, errorCode: string): never {
  const fields = { message, is_panic: false, error_code: errorCode };
  const line = { timestamp: new Date().toISOString(), level: 'ERROR', fields, target: 'schema_engine::logger' };
  process.stderr.write(`\n${JSON.stringify(line)}\n`);
  process.exit(1);
}

async function runDatabaseCommand(command: string | undefined): Promise<never> {
  try {
    if (command === 'create-database') await createDatabase(url);
    else if (command === 'drop-database') await dropDatabase(url);
    else if (!(await canConnect(url))) failCommand(`Database \`${databaseNameOf(url)}\` does not exist`, 'P1003');
  } catch (error) {
    failCommand(error instanceof Error ? error.message : String(error), 'P1001');
  }
  process.exit(0);
}

type Engine = Record<string, (parameters: unknown) => Promise<unknown>>;
type EngineError = { message?: string; id?: number; code?: unknown; meta?: unknown };
type RpcRequest = { id: number; method?: string; params: unknown };

const factory = bindMigrationAwareSqlAdapterFactory(
  new MigrationAdapterFactory({ url, shadowDatabaseUrl: datasource.shadowDatabaseUrl }),
);

async function createEngine(): Promise<Engine> {
  const files = (Array.isArray(values['datamodels']) ? values['datamodels'] : []).map(String);
  const datamodels = files.map((file): [string, string] => [file, readFileSync(file, 'utf8')]);
  const SchemaEngine = await loadSchemaEngine();
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined };
  return (await SchemaEngine.new(options, () => undefined, factory)) as unknown as Engine;
}

let engine: Promise<Engine> | undefined;

async function callEngine(method: string, parameters: unknown): Promise<unknown> {
  engine ??= createEngine();
  const ready = await engine;
  const call = ready[method === 'getDatabaseVersion' ? 'version' : method];
  if (call === undefined) throw new Error(`method ${method} is not supported by the WebAssembly schema engine`);
  return (await call.call(ready, parameters)) ?? {};
}

const send = (message: object): boolean => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

function rpcError(thrown: unknown): object {
  const error = thrown as EngineError;
  const text = error.message ?? String(thrown);
  const registered: unknown = factory.errorRegistry.consumeError(error.id ?? -1)?.error;
  const message = registered === undefined ? text : `${text}: ${String(registered)}`;
  return {
    code: 4466,
    message: text,
    data: { is_panic: false, message, error_code: error.code ?? null, meta: error.meta ?? null },
  };
}

async function answer({ id, method, params }: RpcRequest): Promise<void> {
  // A line without a method is the reply to one of our own `print` requests.
  if (method === undefined) return;
  try {
    const result = await callEngine(method, params);
    const printed = method === 'diff' ? (result as { stdout?: string }).stdout : undefined;
    if (printed !== undefined) send({ id: id + 1_000_000, method: 'print', params: { content: printed } });
    send({ id, result });
  } catch (error) {
    send({ id, error: rpcError(error) });
  }
}

if (positionals[0] === 'cli') await runDatabaseCommand(positionals[1]);
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() !== '') await answer(JSON.parse(line) as RpcRequest);
}
process.exit(0);

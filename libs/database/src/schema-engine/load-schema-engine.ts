import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

type EngineExports = { __wbindgen_start(): void };
type Bindings = typeof bindings & { __wbg_set_wasm(exports: EngineExports): void };
/** The part of the standard's global that is used here: it is declared by the DOM library only, which a server does not load. */
type WebAssemblyGlobal = {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: EngineExports } }>;
};

/** The engine's lock time-out (10 s) is never cleared: it must not keep a process alive that has nothing else to do. */
function importsWithUnrefTimers(): object {
  const imports: Record<string, unknown> = { ...bindings };
  for (const name of Object.keys(imports)) {
    if (!name.startsWith('__wbg_setTimeout_')) continue;
    imports[name] = (callback: () => void, delayMs: number) => setTimeout(callback, delayMs).unref();
  }
  return imports;
}

let loaded: Promise<typeof bindings.SchemaEngine> | undefined;

async function instantiate(): Promise<typeof bindings.SchemaEngine> {
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = readFileSync(script.replace(/\.js$/, '.wasm'));
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyGlobal };
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': importsWithUnrefTimers() });
  (bindings as Bindings).__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine;
}

/**
 * Prisma's schema engine as WebAssembly. The npm package leaves its instantiation to a bundler; this is that step for
 * plain Node. Compiled once per process, because the module keeps its memory in a module variable.
 */
export function loadSchemaEngine(): Promise<typeof bindings.SchemaEngine> {
  loaded ??= instantiate();
  return loaded;
}

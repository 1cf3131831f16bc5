import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';

const PARENT_CHECK_MS = 1_000;
const SHELLS = ['sh', 'dash', 'bash', 'ash'];

/** @param {number} pid */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(text) ?? [];
    return { name, parent: Number(rest.split(' ')[1]) };
  } catch {
    return undefined;
  }
}

/** Who started us: npm itself, or npm through the shell of its script. A changed answer means that one of them is gone. */
function lineage() {
  const parent = process.ppid;
  const stat = statOf(parent);
  return stat !== undefined && SHELLS.includes(stat.name) ? `${parent} ${stat.parent}` : String(parent);
}

/** @param {() => void} onGone */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = lineage();
  const timer = setInterval(() => {
    if (lineage() === before) return;
    clearInterval(timer);
    onGone();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/**
 * Hands over to a TypeScript program: same terminal, signals passed on, its exit code is ours. The channel between us closes when we are
 * killed, by which it knows.
 * @param {{ root: string, node: string, entry: string, args: string[], env?: Record<string, string> }} program
 * @returns {Promise<number>}
 */
export function runProgram({ root, node, entry, args, env = {} }) {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node, [entry, ...args], {
    env: { ...process.env, PATH: path, ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal])));
  });
}

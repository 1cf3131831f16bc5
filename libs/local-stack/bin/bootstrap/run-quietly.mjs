import { spawn } from 'node:child_process';
import { SetupError } from './setup-error.mjs';

const SHOWN_LINES = 15;

/** npm explains first and then shows its manual; other programs say it last. @param {string[]} lines */
function tellingLines(lines) {
  const npmErrors = lines.filter((line) => line.startsWith('npm error'));
  return npmErrors.length > 0 ? npmErrors.slice(0, SHOWN_LINES) : lines.slice(-SHOWN_LINES);
}

/**
 * Runs a program and keeps its output to itself, unless it fails: then the last lines are in the error.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 */
export function runQuietly(command, args, { cwd, env = process.env }) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {string[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new SetupError(`${command} could not be run: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const lines = tellingLines(chunks.join('').trim().split('\n'));
      reject(new SetupError(`"${[command, ...args].join(' ')}" ended with code ${code}.`, lines));
    });
  });
}

import type { ClientEntry } from '../client-entry.ts';
import { mendedProgram } from '../task/task-folder.ts';
import { checkMoney } from './check-money.ts';
import type { Evidence } from './evidence.ts';

/** A promise and what was seen of it; empty `breaches` means that it held. */
export type Finding = { promise: string; seen: string; breaches: string[] };

const KEPT_OUTPUT = 300;
const FIRST_REFUSAL = 400;

/** Each promise about a client against the evidence. */
export function checkClient(entry: ClientEntry, evidence: Evidence): Finding[] {
  return [
    checkFile(evidence),
    checkCommands(entry, evidence),
    checkScript(entry, evidence),
    checkAnswers(entry, evidence),
    ...checkMoney(evidence),
  ];
}

function checkFile({ program, passes }: Evidence): Finding {
  return {
    promise: 'the file on disk is mended and its check passes',
    seen: passes ? 'the check passes' : 'the check fails',
    breaches: passes && program === mendedProgram ? [] : [`the file is:\n${program}`],
  };
}

function checkCommands({ said }: ClientEntry, { commands }: Evidence): Finding {
  const failed = commands.filter(({ code }) => code !== 0);
  const output = commands.map((command) => command.output).join('\n');
  let from = 0;
  const missing = said.filter((words) => {
    const at = output.indexOf(words, from);
    if (at >= 0) from = at + words.length;
    return at < 0;
  });
  return {
    promise: 'the client ends well and says what the model said',
    seen: `${commands.length} commands, exit codes ${commands.map(({ code }) => code).join(', ')}`,
    breaches: [
      ...failed.map((command) => `exit code ${command.code}: ${command.output.trim().slice(-KEPT_OUTPUT)}`),
      ...missing.map((words) => `it did not say "${words}"`),
    ],
  };
}

function checkScript({ script }: ClientEntry, { matches, providerCalls }: Evidence): Finding {
  const calls = providerCalls.filter(({ path }) => isModelCall(path));
  const unmet = script.filter(({ name }) => (matches[name] ?? 0) === 0);
  const unforeseen = calls.filter(({ rule }) => rule === null);
  return {
    promise: 'the model is asked for every step of the script and for nothing else',
    seen: calls.map(({ rule }) => rule ?? 'unforeseen').join(', '),
    breaches: [
      ...unmet.map(({ name }) => `nobody asked for "${name}"`),
      ...unforeseen.map(({ path, model, bodyBytes }) => `unforeseen: ${path} of ${model}, ${bodyBytes} bytes`),
    ],
  };
}

function isModelCall(path: string): boolean {
  return /\/(messages|chat\/completions|responses)(\?|$)/.test(path);
}

function checkAnswers({ expectedRefusals = [] }: ClientEntry, { requests }: Evidence): Finding {
  const refused = requests
    .filter(({ status }) => status >= FIRST_REFUSAL)
    .map(({ method, route, status }) => `${method} ${route} ${status}`)
    .filter((line) => !expectedRefusals.includes(line));
  return {
    promise: 'the hub has an answer to everything that the client asks',
    seen: `${requests.length} requests, ${refused.length} refused`,
    breaches: refused,
  };
}

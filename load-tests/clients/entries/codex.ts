import type { ClientEntry } from '../client-entry.ts';
import { task } from '../task/task-folder.ts';
import { toolLoop } from '../task/scripts.ts';

const installation = { kind: 'npm' as const, packages: { '@openai/codex': '0.169.0' } };
/** The scratch folder is no repository, and nobody is there to approve anything. */
const unattended = ['--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'];

const script = toolLoop({
  read: { name: 'exec_command', arguments: { cmd: 'cat add.mjs' } },
  edit: { name: 'exec_command', arguments: { cmd: `sed -i 's/${task.wrong}/${task.right}/' add.mjs` } },
  run: { name: 'exec_command', arguments: { cmd: task.command } },
});

/** By a provider of its own in Codex's configuration: plain POST requests. */
export const codex: ClientEntry = {
  id: 'codex',
  title: 'Codex',
  installation,
  environment: ({ apiKey }) => ({ HUB_API_KEY: apiKey }),
  commands: ({ program, hubUrl }) => [
    [
      ...[program('codex'), 'exec', ...unattended, '--model', 'gpt-5.4', '-c', 'model_provider="hub"'],
      ...['-c', `model_providers.hub={name="Hub",base_url="${hubUrl}/v1",env_key="HUB_API_KEY",wire_api="responses"}`],
      task.prompt,
    ],
  ],
  script,
  said: [task.report],
};

/** The provider that is built in: a WebSocket is tried first, and refused with 426. */
export const codexBuiltIn: ClientEntry = {
  id: 'codex-built-in',
  title: 'Codex, built-in provider',
  installation,
  environment: ({ apiKey }) => ({ CODEX_API_KEY: apiKey }),
  commands: ({ program, hubUrl }) => [
    [
      ...[program('codex'), 'exec', ...unattended, '--model', 'gpt-5.4'],
      ...['-c', `openai_base_url="${hubUrl}/v1"`, task.prompt],
    ],
  ],
  script,
  said: [task.report],
  expectedRefusals: ['GET unmatched 426'],
};

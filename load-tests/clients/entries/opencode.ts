import type { ClientEntry, Setting } from '../client-entry.ts';
import { task } from '../task/task-folder.ts';
import { toolLoop } from '../task/scripts.ts';

const title = {
  name: 'title',
  when: { anyText: 'title generator', offersTools: false },
  answer: { text: 'Mending add.mjs' },
};
const folder = 'Working directory: (\\S+)';
const read = { name: 'read', arguments: { filePath: '{{folder}}/add.mjs' } };
const run = { name: 'bash', arguments: { command: task.command, description: 'Run the check' } };
const edit = {
  name: 'edit',
  arguments: { filePath: '{{folder}}/add.mjs', oldString: task.wrong, newString: task.right },
};
/** With models of OpenAI's it offers another tool to edit files. */
const applyPatch = {
  name: 'apply_patch',
  arguments: {
    patchText: `*** Begin Patch\n*** Update File: add.mjs\n@@\n-  ${task.wrong}\n+  ${task.right}\n*** End Patch`,
  },
};

type Way = {
  id: string;
  title: string;
  model: string;
  provider: string;
  edit: typeof edit | typeof applyPatch;
  configure(setting: Setting): { environment: Record<string, string>; provider: object };
};

function opencode({ id, title: name, model, provider, edit: editing, configure }: Way): ClientEntry {
  return {
    id,
    title: name,
    installation: {
      kind: 'npm',
      packages: { 'opencode-ai': '1.18.33' },
      setup: 'opencode-ai/postinstall.mjs',
    },
    environment(setting) {
      const { environment, provider: settings } = configure(setting);
      return { ...environment, OPENCODE_CONFIG_CONTENT: JSON.stringify({ provider: { [provider]: settings } }) };
    },
    commands: ({ program }) => [[program('opencode'), 'run', '--model', `${provider}/${model}`, task.prompt]],
    script: [title, ...toolLoop({ folder, read, edit: editing, run })],
    said: [task.report],
  };
}

export const opencodeAnthropic = opencode({
  id: 'opencode-anthropic',
  title: 'opencode, provider anthropic',
  model: 'claude-sonnet-4-5',
  provider: 'anthropic',
  edit,
  configure: ({ hubUrl, apiKey }) => ({
    environment: { ANTHROPIC_API_KEY: apiKey },
    provider: { options: { baseURL: `${hubUrl}/v1` } },
  }),
});

export const opencodeOpenAi = opencode({
  id: 'opencode-openai',
  title: 'opencode, provider openai',
  model: 'gpt-5.4',
  provider: 'openai',
  edit: applyPatch,
  configure: ({ hubUrl, apiKey }) => ({
    environment: { OPENAI_API_KEY: apiKey },
    provider: { options: { baseURL: `${hubUrl}/v1` } },
  }),
});

/** Any model by chat completions: here a Claude. */
export const opencodeCompatible = opencode({
  id: 'opencode-compatible',
  title: 'opencode, OpenAI-compatible',
  model: 'claude-sonnet-4-5',
  provider: 'hub',
  edit,
  configure: ({ hubUrl, apiKey }) => ({
    environment: {},
    provider: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Smart AI Hub',
      options: { baseURL: `${hubUrl}/v1`, apiKey },
      models: { 'claude-sonnet-4-5': { name: 'Claude Sonnet 4.5' } },
    },
  }),
});

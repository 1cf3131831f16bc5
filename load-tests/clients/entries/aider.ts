import type { ClientEntry } from '../client-entry.ts';
import { mendedProgram, task } from '../task/task-folder.ts';

/** It offers no tools: the model answers with the whole file, and aider runs the check. */
export const aider: ClientEntry = {
  id: 'aider',
  title: 'aider',
  installation: { kind: 'pip', packages: { 'aider-chat': '0.86.2' } },
  environment: ({ hubUrl, apiKey }) => ({ OPENAI_API_BASE: `${hubUrl}/v1`, OPENAI_API_KEY: apiKey }),
  commands: ({ program }) => [
    [
      ...[program('aider'), '--model', 'openai/gpt-5.4', '--message', task.prompt],
      ...['--test-cmd', task.command, '--auto-test', '--yes-always', '--no-git', '--no-pretty'],
      ...['--no-check-update', '--no-show-model-warnings', '--analytics-disable', task.file],
    ],
  ],
  script: [
    {
      name: 'edit',
      when: { lastText: 'Fix add\\.mjs', anyText: 'return a - b', offersTools: false },
      answer: { text: `It subtracts.\n\n${task.file}\n\`\`\`\n${mendedProgram}\`\`\`\n` },
    },
  ],
  said: ['Applied edit to add.mjs', task.passed],
};

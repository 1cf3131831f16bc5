import type { ClientEntry } from '../client-entry.ts';
import { task } from '../task/task-folder.ts';
import { toolLoop } from '../task/scripts.ts';

const base: Pick<ClientEntry, 'installation' | 'environment'> = {
  installation: {
    kind: 'npm',
    packages: { '@anthropic-ai/claude-code': '2.1.330' },
    setup: '@anthropic-ai/claude-code/install.cjs',
  },
  environment: ({ hubUrl, apiKey }) => ({ ANTHROPIC_BASE_URL: hubUrl, ANTHROPIC_API_KEY: apiKey }),
};

const loop = toolLoop({
  folder: 'Primary working directory: (\\S+)',
  read: { name: 'Read', arguments: { file_path: '{{folder}}/add.mjs' } },
  edit: {
    name: 'Edit',
    arguments: { file_path: '{{folder}}/add.mjs', old_string: task.wrong, new_string: task.right },
  },
  run: { name: 'Bash', arguments: { command: task.command, description: 'Run the check' } },
});

const fix = (claude: string) => [claude, '-p', task.prompt, '--allowedTools', 'Read,Edit,Bash'];

export const claudeCode: ClientEntry = {
  ...base,
  id: 'claude-code',
  title: 'Claude Code',
  commands: ({ program }) => [fix(program('claude'))],
  script: loop,
  said: [task.report],
};

/** After the task the session is compacted, its size is asked for, and it goes on. */
export const claudeCodeCompact: ClientEntry = {
  ...base,
  id: 'claude-code-compact',
  title: 'Claude Code /compact',
  commands: ({ program }) => [
    fix(program('claude')),
    [program('claude'), '-p', '/compact', '--continue'],
    [program('claude'), '-p', '/context', '--continue'],
    [program('claude'), '-p', 'What did you mend?', '--continue'],
  ],
  script: [
    {
      name: 'compact',
      when: { lastText: 'an <analysis> block followed by a <summary> block' },
      answer: {
        text: '<analysis>One file was wrong.</analysis>\n<summary>The user asked for add.mjs to be mended. It adds now.</summary>',
      },
    },
    {
      name: 'go on',
      when: { lastText: 'What did you mend', anyText: 'It adds now' },
      answer: { text: 'From the summary: add.mjs.' },
    },
    ...loop,
  ],
  said: [task.report, 'Context Usage', 'From the summary: add.mjs.'],
};

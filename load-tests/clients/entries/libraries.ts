import type { ClientEntry, Place, Setting } from '../client-entry.ts';
import { task } from '../task/task-folder.ts';
import { toolLoop } from '../task/scripts.ts';

const script = toolLoop({
  read: { name: 'read_file', arguments: { path: task.file } },
  edit: { name: 'edit_file', arguments: { path: task.file, old: task.wrong, new: task.right } },
  run: { name: 'run_check', arguments: {} },
});

const CLAUDE = 'claude-sonnet-4-5';
const GPT = 'gpt-5.4';

const openAi = ({ hubUrl, apiKey }: Setting) => ({ OPENAI_BASE_URL: `${hubUrl}/v1`, OPENAI_API_KEY: apiKey });
const anthropic = ({ hubUrl, apiKey }: Setting) => ({ ANTHROPIC_BASE_URL: hubUrl, ANTHROPIC_API_KEY: apiKey });
/** Vercel's provider wants the version in the address, unlike Anthropic's own SDKs. */
const anthropicWithVersion = ({ hubUrl, apiKey }: Setting) => ({
  ANTHROPIC_BASE_URL: `${hubUrl}/v1`,
  ANTHROPIC_API_KEY: apiKey,
});

type Library = Pick<ClientEntry, 'id' | 'title' | 'installation' | 'environment'> & {
  run(place: Place): string[];
  said: string;
};

const library = ({ run, said, ...entry }: Library): ClientEntry => ({
  ...entry,
  commands: (place) => [run(place)],
  script,
  said: [task.report, `4 steps, ${said}: `],
});

const vercelInstalled = ['ai', '@ai-sdk/anthropic', '@ai-sdk/openai'];
const langChainInstalled = ['@langchain/core', '@langchain/anthropic', '@langchain/openai'];
const repository = (packages: string[]) => ({ kind: 'repository' as const, packages });
const node = ({ program, own }: Place, file: string, words: string[]) => [
  program('node'),
  own(file),
  ...words,
  task.prompt,
];

/** Each library by each dialect, with a model of the other family where the dialect can be told one. */
export const libraries: ClientEntry[] = [
  library({
    id: 'openai-python',
    title: 'OpenAI SDK (Python)',
    installation: { kind: 'pip', packages: { openai: '3.54.0' } },
    environment: openAi,
    run: ({ program, own }) => [program('python'), '-B', own('openai_sdk.py'), CLAUDE, task.prompt],
    said: 'models listed',
  }),
  library({
    id: 'anthropic-python',
    title: 'Anthropic SDK (Python)',
    installation: { kind: 'pip', packages: { anthropic: '2.12.0' } },
    environment: anthropic,
    run: ({ program, own }) => [program('python'), '-B', own('anthropic_sdk.py'), GPT, task.prompt],
    said: 'usage told',
  }),
  library({
    id: 'vercel-ai-anthropic',
    title: 'Vercel AI SDK, anthropic',
    installation: repository(vercelInstalled),
    environment: anthropicWithVersion,
    run: (place) => node(place, 'vercel-ai.ts', ['anthropic', CLAUDE]),
    said: 'usage told',
  }),
  library({
    id: 'vercel-ai-openai',
    title: 'Vercel AI SDK, openai',
    installation: repository(vercelInstalled),
    environment: openAi,
    run: (place) => node(place, 'vercel-ai.ts', ['openai', GPT]),
    said: 'usage told',
  }),
  library({
    id: 'vercel-ai-openai-chat',
    title: 'Vercel AI SDK, openai.chat',
    installation: repository(vercelInstalled),
    environment: openAi,
    run: (place) => node(place, 'vercel-ai.ts', ['openai-chat', CLAUDE]),
    said: 'usage told',
  }),
  library({
    id: 'langchain-anthropic',
    title: 'LangChain.js, ChatAnthropic',
    installation: repository(langChainInstalled),
    environment: anthropic,
    run: (place) => node(place, 'langchain.ts', ['anthropic', GPT]),
    said: 'usage told',
  }),
  library({
    id: 'langchain-openai',
    title: 'LangChain.js, ChatOpenAI',
    installation: repository(langChainInstalled),
    environment: openAi,
    run: (place) => node(place, 'langchain.ts', ['openai', CLAUDE]),
    said: 'usage told',
  }),
];

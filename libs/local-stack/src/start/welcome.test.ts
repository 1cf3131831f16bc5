import { describe, expect, it } from '@jest/globals';
import { parseStartConfig } from './config.ts';
import { welcome } from './welcome.ts';

const linesOf = (env: Record<string, string>) =>
  welcome(parseStartConfig(env, [], '/hub'), '/hub/.data/logs')
    .filter((line) => line.includes('Models'))
    .map((line) => line.replace(/^│ | *│$/g, ''));

describe('the welcome of npm start says where models come from', () => {
  it.each([
    [
      'the simulator alone',
      {},
      [
        /^Models from: the simulator \(made-up/,
        /an Ollama at http:\/\/127.0.0.1:11434 appear by themselves while it runs$/,
      ],
    ],
    [
      'providers and endpoints',
      { ANTHROPIC_API_KEY: 'a', ANTHROPIC_COMPATIBLE_ENDPOINTS: '[]', OLLAMA_BASE_URL: 'http://gpu:11434' },
      [/^Models from: Anthropic, ANTHROPIC_COMPATIBLE_ENDPOINTS$/, /an Ollama at http:\/\/gpu:11434 appear/],
    ],
    ['no Ollama', { OPENAI_API_KEY: 'a', OLLAMA_BASE_URL: 'off' }, [/^Models from: OpenAI$/]],
    ['an Ollama alone', { SIMULATOR: 'off' }, [/^Models of an Ollama at/]],
  ])('%s', (_name, env, lines) => {
    expect(linesOf(env)).toEqual(lines.map((line) => expect.stringMatching(line)));
  });
});

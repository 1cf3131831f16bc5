import type { ScriptRule } from '../play-script.ts';

/** One transparent pixel. */
export const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const weather = (city: string): string => `sunny in ${city}`;

/** Longer than the least limit that OpenAI takes. */
export const COUNT = Array.from({ length: 30 }, (_, at) => `n${at + 1}`).join(' ');
export const LIMIT = 20;
/** At a reader's pace, so that the words do not all come at once. */
export const COUNT_SLOWLY = 'Count. [[sim: tps=60]]';

const ask = (city: string) => ({ name: 'weather', arguments: { city } });
const ada = { name: 'Ada', age: 36 };

/** What the models say to the questions that the scenarios of libraries ask. */
export const agentScript: ScriptRule[] = [
  { name: 'hello', when: { lastText: 'Say hello' }, answer: { text: 'Hello there.' } },
  { name: 'count', when: { lastText: 'Count' }, answer: { text: COUNT } },
  {
    name: 'both cities',
    when: { lastText: 'Paris and in Rome', tools: ['weather'], toolResults: 0 },
    answer: { text: 'I look.', toolCalls: [ask('Paris'), ask('Rome')] },
  },
  {
    name: 'both results',
    when: { anyText: 'Paris and in Rome[^]*sunny in Paris[^]*sunny in Rome', toolResults: 2 },
    answer: { text: 'It is sunny in both.' },
  },
  {
    name: 'city',
    when: { lastText: 'weather in Paris', tools: ['weather'], toolResults: 0 },
    answer: { toolCalls: [ask('Paris')] },
  },
  { name: 'result', when: { lastText: 'sunny in Paris', toolResults: 1 }, answer: { text: 'It is sunny in Paris.' } },
  // Libraries ask for objects in two ways: by a tool of this name, or by a format of the answer.
  {
    name: 'object by tool',
    when: { lastText: 'Ada', tools: ['json'] },
    answer: { toolCalls: [{ name: 'json', arguments: ada }] },
  },
  {
    name: 'object by tool',
    when: { lastText: 'Ada', tools: ['extract'] },
    answer: { toolCalls: [{ name: 'extract', arguments: ada }] },
  },
  { name: 'object', when: { lastText: 'Ada' }, answer: { text: JSON.stringify(ada) } },
  {
    name: 'all that was said',
    when: { lastText: 'What do you see', anyText: 'swordfish[^]*4711[^]*iVBORw0KGgo' },
    answer: { text: 'A picture, swordfish and 4711.' },
  },
];

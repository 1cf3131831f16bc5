import { describe, expect, it } from '@jest/globals';
import { autoModelsSchema, modelAliasesSchema } from './name-settings.ts';

const problemsOf = (text: string) =>
  modelAliasesSchema.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

describe('MODEL_ALIASES', () => {
  it('lets a name stand for a model or for a list of them', () => {
    expect(modelAliasesSchema.parse('{"best":"claude-opus-latest","fast":["a","b"]}')).toEqual({
      best: [{ model: 'claude-opus-latest' }],
      fast: [{ model: 'a' }, { model: 'b' }],
    });
  });

  it('takes weights behind the models of a list', () => {
    expect(modelAliasesSchema.parse('{"fast":["a*3","b*1","c"]}')).toEqual({
      fast: [{ model: 'a', weight: 3 }, { model: 'b', weight: 1 }, { model: 'c' }],
    });
  });

  it.each([
    ['best=opus', 'is not valid JSON; write e.g.'],
    ['["a"]', 'is an object of names; write e.g.'],
    ['{"best":[]}', 'lets a name stand for a model, or for a list of 1 to 8'],
    ['{"best":7}', 'lets a name stand for a model, or for a list of 1 to 8'],
    ['{"auto":"a"}', 'cannot give the name "auto" away; set AUTO_MODELS'],
    ['{"a":"b","b":"c"}', 'lets "a" stand for "b", which is an alias itself'],
    ['{"best":["a*0"]}', 'has a weight that is no whole number from 1 to 1000'],
    ['{"best":["a*1.5"]}', 'has a weight that is no whole number from 1 to 1000'],
    ['{"best":["a*","b"]}', 'has a weight that is no whole number from 1 to 1000'],
    ['{"best":["*3"]}', 'has a weight that is no whole number from 1 to 1000'],
    ['{"a":"b*2","b":"c"}', 'lets "a" stand for "b", which is an alias itself'],
    ['{"a":["a"]}', 'lets "a" stand for "a", which is an alias itself'],
  ])('is refused as %s, saying what to do', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('AUTO_MODELS', () => {
  it('takes names with commas between', () => {
    expect(autoModelsSchema.parse('claude-sonnet-latest, gpt-latest')).toEqual(['claude-sonnet-latest', 'gpt-latest']);
  });

  it.each(['a,,b', 'auto', 'a,auto', 'a,b,c,d,e,f,g,h,i'])('is refused as %s', (text) => {
    expect(autoModelsSchema.safeParse(text).success).toBe(false);
  });
});

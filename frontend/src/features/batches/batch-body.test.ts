import { describe, expect, it } from '@jest/globals';
import { type BatchValues, newBatchSchema } from './batch-body.ts';

const empty: BatchValues = { source: 'prompts', model: 'm', prompts: '', lines: '', maxCost: '', webhook: false };
const call = (customId: string) =>
  JSON.stringify({ customId, model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });

const faultAt = (values: Partial<BatchValues>) => {
  const issue = newBatchSchema.safeParse({ ...empty, ...values }).error?.issues[0];
  return [issue?.path.join('.'), issue?.message];
};

describe('a batch of prompts', () => {
  it('is a call for each line that is not empty, named by its line', () => {
    const body = newBatchSchema.parse({ ...empty, prompts: 'One?\n\n  Two? ', maxCost: '1.5', webhook: true });
    expect(body).toMatchObject({
      requests: [
        { customId: 'line-1', model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'One?' }] }] },
        { customId: 'line-3', messages: [{ content: [{ text: 'Two?' }] }] },
      ],
      maxCost: 1.5,
      webhook: true,
    });
    expect(newBatchSchema.parse({ ...empty, prompts: 'One?' })).not.toHaveProperty('webhook');
  });

  it('says at the field what is missing or too much', () => {
    expect(faultAt({ prompts: ' \n' })).toEqual(['prompts', 'there is no call in it']);
    expect(faultAt({ prompts: 'a', model: '' })).toEqual(['model', 'choose a model']);
    expect(faultAt({ prompts: 'a', maxCost: '0' })[0]).toBe('maxCost');
    expect(faultAt({ prompts: 'a\n'.repeat(1_001) })).toEqual(['prompts', 'a batch has at most 1000 calls']);
  });
});

describe('a batch of JSON lines', () => {
  const lines = (...all: string[]) => ({ source: 'lines' as const, lines: all.join('\n') });

  it('is sent as it is written', () => {
    const { requests } = newBatchSchema.parse({ ...empty, ...lines(call('a'), '', call('b')) });
    expect(requests.map(({ customId }) => customId)).toEqual(['a', 'b']);
  });

  it('names the line of a fault', () => {
    expect(faultAt(lines(call('a'), '{'))).toEqual(['lines', 'line 2 is not JSON']);
    expect(faultAt(lines(call('a'), '', call('a')))).toEqual(['lines', 'line 3: customId is used twice']);
    expect(faultAt(lines('{"customId":"a","messages":[]}'))[1]).toMatch(/^line 1: /);
  });

  it('lists a few faults and counts the others', () => {
    expect(faultAt(lines(...Array.from({ length: 7 }, () => '{')))[1]).toMatch(/line 5 is not JSON\nand 2 more$/);
  });
});

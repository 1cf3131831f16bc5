import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Direction, runEventsOf, streamTo, wholeTo } from '../fixtures/directions.ts';
import { asEvents } from '../fixtures/read-recorded.ts';
import { recordAnswer } from '../fixtures/record-answer.ts';
import { sendThrough } from '../fixtures/send-request.ts';

const openAi: Direction = { provider: 'openai-chat', caller: 'openai-chat' };
const anthropic: Direction = { provider: 'anthropic-messages', caller: 'anthropic-messages' };
const runs = { numRuns: 150 };

/** Members of next year, with values of any kind. Null is how both dialects say that there is nothing. */
const unknownMembers = fc
  .dictionary(
    fc.stringMatching(/^next_[a-z]{1,8}$/),
    fc.jsonValue().filter((value) => value !== null),
    { minKeys: 1, maxKeys: 4 },
  )
  .map((members) => JSON.parse(JSON.stringify(members)) as Record<string, unknown>);

const dataOf = (sse: string): Record<string, unknown>[] =>
  [...sse.matchAll(/^data: (\{.*\})$/gm)].map(([, data = '']) => JSON.parse(data));

describe('what the hub does not know, between a caller and a provider of one dialect', () => {
  it.each([openAi, anthropic])('reaches a provider of $provider as it was said', (direction) => {
    fc.assert(
      fc.property(unknownMembers, unknownMembers, unknownMembers, (ofBody, ofMessage, ofTool) => {
        const tool =
          direction.caller === 'openai-chat'
            ? { type: 'function', function: { name: 'f', parameters: ofTool } }
            : { name: 'f', input_schema: { type: 'object' }, ...ofTool };
        const messages = [{ role: 'user', content: 'Hi', ...ofMessage }];
        const { body } = sendThrough(direction, { model: 'm', max_tokens: 9, messages, tools: [tool], ...ofBody });
        expect(body).toMatchObject(ofBody);
        expect(body['messages']).toEqual(messages);
        expect(body['tools']).toEqual([tool]);
      }),
      runs,
    );
  });

  it('comes back to a caller of OpenAI: members of chunks, of choices and of deltas, streamed and plain', () => {
    fc.assert(
      fc.property(unknownMembers, unknownMembers, unknownMembers, (ofChunk, ofChoice, ofDelta) => {
        const choice = { index: 0, delta: { content: 'Hi', ...ofDelta }, finish_reason: null, ...ofChoice };
        const raw = asEvents({ model: 'm', choices: [choice], ...ofChunk });
        const events = runEventsOf(openAi, recordAnswer('openai-chat', { parts: [{ raw }], stop: 'stop' }));
        const chunk = dataOf(streamTo('openai-chat', events)).find(({ choices }) =>
          JSON.stringify(choices).includes('"content":"Hi"'),
        );
        expect(chunk).toMatchObject(ofChunk);
        expect(chunk?.['choices']).toMatchObject([{ ...ofChoice, delta: { content: 'Hi', ...ofDelta } }]);
        const [whole] = (wholeTo('openai-chat', events) as { choices: object[] }).choices;
        expect(whole).toMatchObject({ finish_reason: 'stop', message: { content: 'Hi' } });
        for (const name of Object.keys(ofChoice)) expect(whole).toHaveProperty(name);
        for (const name of Object.keys(ofDelta)) expect(whole).toHaveProperty(['message', name]);
      }),
      runs,
    );
  });

  it('comes back to a caller of Anthropic: members of the message, blocks and events, streamed and plain', () => {
    fc.assert(
      fc.property(unknownMembers, unknownMembers, unknownMembers, (ofMessage, ofBlock, ofEvent) => {
        const block = { type: 'block_of_next_year', ...ofBlock };
        const raw = asEvents(
          { type: 'content_block_start', index: 0, content_block: block },
          { type: 'content_block_stop', index: 0 },
          { type: 'event_of_next_year', ...ofEvent },
        );
        const recorded = recordAnswer('anthropic-messages', { parts: [{ raw }], stop: 'end_turn' });
        const start = `"id":"msg_7",${JSON.stringify(ofMessage).slice(1, -1)},`;
        const events = runEventsOf(
          anthropic,
          recorded.replace('"id":"msg_7",', () => start),
        );
        const told = dataOf(streamTo('anthropic-messages', events));
        const find = (wanted: string) => told.find(({ type }) => type === wanted);
        expect(find('message_start')?.['message']).toMatchObject(ofMessage);
        expect(find('content_block_start')?.['content_block']).toEqual(block);
        expect(find('event_of_next_year')).toEqual({ type: 'event_of_next_year', ...ofEvent });
        const whole = wholeTo('anthropic-messages', events) as { content: unknown[] };
        expect(whole).toMatchObject(ofMessage);
        expect(whole.content).toEqual([block]);
      }),
      runs,
    );
  });
});

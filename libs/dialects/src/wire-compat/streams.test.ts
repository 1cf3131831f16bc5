import { describe, expect, it } from '@jest/globals';
import { type Direction, directions, runEventsOf, streamTo } from '../fixtures/directions.ts';
import { forms, hear } from '../fixtures/hear-answer.ts';
import { type AnswerPart, type RecordedAnswer, recordAnswer, stopWords } from '../fixtures/record-answer.ts';
import { asEvents } from '../fixtures/read-recorded.ts';

const bern: AnswerPart = { call: { id: 'call_a', name: 'get_weather' }, arguments: ['{"city":', '"Bern"}'] };
const cet: AnswerPart = { call: { id: 'call_b', name: 'get_time' }, arguments: ['{"zone":"CET"}'] };
const hello: AnswerPart = { text: ['Grüße ', '🎉 aus Bern'] };

/** Every number of the list that is about streams, from each family of providers to each family of callers. */
describe.each(directions)('from $provider to $caller', (direction: Direction) => {
  const { provider, caller } = direction;
  const words = stopWords[caller];
  const own = stopWords[provider];
  const eventsOf = (answer: RecordedAnswer) => runEventsOf(direction, recordAnswer(provider, answer));
  const dataOf = (answer: RecordedAnswer) =>
    [...streamTo(caller, eventsOf(answer)).matchAll(/^data: (\{.*\})$/gm)].map(([, data = '']) => JSON.parse(data));
  const startsOf = (answer: RecordedAnswer) =>
    dataOf(answer)
      .filter(({ type }) => type === 'content_block_start')
      .map((event) => event);

  describe.each(forms)('%s', (form) => {
    const heard = (answer: RecordedAnswer) => hear(caller, form, eventsOf(answer));

    it.each([own.tools, own.end])(
      '1: text and then a tool call ends with the call, also where the provider says %s',
      async (stop) => {
        expect(await heard({ parts: [hello, bern], stop })).toMatchObject({
          text: 'Grüße 🎉 aus Bern',
          calls: [{ id: 'call_a', name: 'get_weather', input: { city: 'Bern' } }],
          stop: words.tools,
        });
      },
    );

    it('3: arguments of parallel calls are heard under their own calls', async () => {
      expect((await heard({ parts: [hello, bern, cet], stop: own.tools })).calls).toEqual([
        { id: 'call_a', name: 'get_weather', input: { city: 'Bern' } },
        { id: 'call_b', name: 'get_time', input: { zone: 'CET' } },
      ]);
    });

    it('4: reasoning is heard, all of it', async () => {
      const parts: AnswerPart[] = [{ reasoning: ['Let me ', 'think.'], signature: 'c2ln' }, hello];
      expect(await heard({ parts, stop: own.end })).toMatchObject({
        reasoning: 'Let me think.',
        text: 'Grüße 🎉 aus Bern',
      });
    });

    it('5: an answer of nothing is a whole answer', async () => {
      expect(await heard({ parts: [], stop: own.end })).toMatchObject({ text: '', calls: [], stop: words.end });
    });

    it('6: comments, pings and events of unknown types are passed over', async () => {
      const noise = {
        raw: `: a comment\n\n${asEvents({ type: 'ping' }, { type: 'weather_report', object: 'weather.report' })}`,
      };
      expect(await heard({ parts: [noise, hello, noise], stop: own.end })).toMatchObject({ text: 'Grüße 🎉 aus Bern' });
    });

    it('6: without the closing mark an answer with its stop reason is whole', async () => {
      expect(await heard({ parts: [hello], stop: own.end, isClosed: false })).toMatchObject({ stop: words.end });
    });

    it('6: an answer that ends without a stop reason is an error', async () => {
      await expect(heard({ parts: [hello], isClosed: false })).rejects.toThrow(/broke off/);
    });

    it('7: an error in the middle of the stream is raised', async () => {
      const raw = asEvents({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
      await expect(heard({ parts: [hello, { raw }], isClosed: false })).rejects.toMatchObject({
        type: caller === 'openai-chat' ? 'server_error' : 'overloaded_error',
      });
    });

    it('8: one chunk of bad JSON is left out, and the rest is heard', async () => {
      const broken = { raw: 'data: {"type":"content_block_del\n\n' };
      expect(await heard({ parts: [{ text: ['Hello '] }, broken, { text: ['you'] }], stop: own.end })).toMatchObject({
        text: 'Hello you',
      });
    });

    it.each(['end', 'length', 'tools', 'filtered'] as const)('stop reasons: %s has its own word', async (reason) => {
      const parts = reason === 'tools' ? [bern] : [hello];
      expect(await heard({ parts, stop: own[reason] })).toMatchObject({ stop: words[reason] });
    });

    it('24: the answer names the model that answered', async () => {
      expect(await heard({ parts: [hello], stop: own.end })).toMatchObject({ model: 'model-that-answers' });
    });
  });

  it('2: a block of each type is opened by itself, none is empty, and a second segment of reasoning is its own', () => {
    const parts: AnswerPart[] = [
      { reasoning: ['First.'], signature: 'b25l' },
      { text: ['Then '] },
      { reasoning: ['Second.'], signature: 'dHdv' },
      { text: ['that.'] },
      bern,
    ];
    const answer = { parts, stop: own.tools };
    if (caller === 'anthropic-messages') {
      const types = startsOf(answer).map(({ content_block: block }) => block.type);
      expect(types).toEqual(['thinking', 'text', 'thinking', 'text', 'tool_use']);
    } else {
      const said = dataOf(answer).flatMap(({ choices }) => Object.keys(choices[0]?.delta ?? {}));
      expect(said.filter((name) => name !== 'role' && name !== 'tool_calls')).toEqual([
        'content',
        'reasoning_content',
        'content',
        'reasoning_content',
        'content',
      ]);
    }
  });

  it('3: blocks are counted all, tools among themselves; a tool begins with its id, its name and no arguments', () => {
    const answer = { parts: [hello, bern, cet], stop: own.tools };
    if (caller === 'anthropic-messages') {
      expect(startsOf(answer).map(({ index, content_block: block }) => [index, block.id, block.input])).toEqual([
        [0, undefined, undefined],
        [1, 'call_a', {}],
        [2, 'call_b', {}],
      ]);
    } else {
      const calls = dataOf(answer).flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
      expect(
        calls.map(({ index, id, type, function: called }) => [index, id, type, called.name, called.arguments]),
      ).toEqual([
        [0, 'call_a', 'function', 'get_weather', ''],
        [0, undefined, undefined, undefined, '{"city":'],
        [0, undefined, undefined, undefined, '"Bern"}'],
        [1, 'call_b', 'function', 'get_time', ''],
        [1, undefined, undefined, undefined, '{"zone":"CET"}'],
      ]);
    }
  });

  it('4: what a provider has signed comes back to a caller who can carry it', () => {
    const parts: AnswerPart[] = [{ reasoning: ['Hm.'], signature: 'c2ln' }, hello];
    const told = streamTo(caller, eventsOf({ parts, stop: own.end }));
    const isCarried = provider === 'anthropic-messages' && caller === 'anthropic-messages';
    expect(told.includes('"signature_delta","signature":"c2ln"')).toBe(isCarried);
  });

  it('5: the closing events come, once and last, also where a proxy gives no stop reason', () => {
    const stop = provider === 'anthropic-messages' ? null : own.end;
    const told = streamTo(caller, eventsOf({ parts: [hello], stop }));
    const closing = caller === 'openai-chat' ? 'data: [DONE]\n\n' : asEvents({ type: 'message_stop' });
    expect(told.endsWith(closing)).toBe(true);
    expect(told.split(closing)).toHaveLength(2);
  });

  it('7: after an error there is no finish reason and no closing mark', () => {
    const raw = asEvents({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
    const told = streamTo(caller, eventsOf({ parts: [hello, { raw }], stop: own.end }));
    expect(told).toContain('Grüße');
    expect(told).not.toMatch(/\[DONE\]|message_stop|message_delta|"finish_reason":"/);
  });

  it('8: bytes may be split anywhere, inside a character too', () => {
    const body = recordAnswer(provider, { parts: [{ reasoning: ['日本 '] }, hello, bern], stop: own.tools });
    const whole = runEventsOf(direction, body);
    const bytes = new TextEncoder().encode(body);
    for (let size = 1; size <= 17; size += 1) {
      const decoder = new TextDecoder();
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        decoder.decode(bytes.subarray(at * size, (at + 1) * size), { stream: true }),
      );
      expect(runEventsOf(direction, pieces)).toEqual(whole);
    }
  });
});

/** Ends that only Anthropic's models have. */
describe.each(directions.filter(({ provider }) => provider === 'anthropic-messages'))(
  'from Claude to $caller',
  (direction) => {
    const { caller } = direction;
    const isNative = caller === 'anthropic-messages';

    describe.each(forms)('%s', (form) => {
      const heard = (end: object) => {
        const raw = asEvents({ type: 'message_delta', delta: end, usage: { output_tokens: 5 } });
        return hear(
          caller,
          form,
          runEventsOf(direction, recordAnswer('anthropic-messages', { parts: [hello, { raw }] })),
        );
      };

      it('stop reasons: a stop sequence is an ordinary end', async () => {
        const { stop } = await heard({ stop_reason: 'stop_sequence', stop_sequence: 'END' });
        expect(stop).toBe(isNative ? 'stop_sequence' : 'stop');
      });

      it('stop reasons: a full context window is a limit', async () => {
        const { stop } = await heard({ stop_reason: 'model_context_window_exceeded' });
        expect(stop).toBe(isNative ? 'model_context_window_exceeded' : 'length');
      });

      it('stop reasons: a pause is no end; only who can go on from it is told', async () => {
        const paused = heard({ stop_reason: 'pause_turn' });
        if (isNative) expect((await paused).stop).toBe('pause_turn');
        else await expect(paused).rejects.toThrow(/paused/);
      });
    });
  },
);

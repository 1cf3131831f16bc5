/** What the simulator says to questions that only a script can answer; each rule has a word of its own in the question. */
export const sdkScript = {
  rules: [
    {
      name: 'instructions in their order',
      when: { lastText: 'RULES', anyText: 'Be brief\\.\\nBe kind\\.' },
      answer: { text: 'Brief and kind.' },
    },
    {
      name: 'broken arguments',
      when: { lastText: 'BROKEN', toolResults: 0 },
      answer: { toolCalls: [{ name: 'get_weather', arguments: '{"city": "Par' }] },
    },
    {
      name: 'text, then two calls',
      when: { lastText: 'COMPARE', toolResults: 0 },
      answer: {
        text: 'Let me look.',
        toolCalls: [
          { name: 'get_weather', arguments: { city: 'Paris' } },
          { name: 'get_weather', arguments: { city: 'Rome' } },
        ],
      },
    },
    {
      name: 'both results, the failed one marked',
      when: { anyText: 'COMPARE[\\s\\S]*sunny[\\s\\S]*no such city', toolResults: 2 },
      answer: { text: 'Paris is sunny, Rome unknown.' },
    },
    {
      name: 'a thought and a call',
      when: { lastText: 'PONDER', toolResults: 0 },
      answer: { reasoning: 'A secret thought.', toolCalls: [{ name: 'get_weather', arguments: { city: 'Oslo' } }] },
    },
    {
      name: 'the thought came back',
      when: { anyText: 'A secret thought\\.', toolResults: 1 },
      answer: { text: 'I remember thinking.' },
    },
    {
      name: 'the thought did not come back',
      when: { anyText: 'PONDER', toolResults: 1 },
      answer: { text: 'I start afresh.' },
    },
    {
      name: 'a picture in a result',
      when: { anyText: 'SCREENSHOT', toolResults: 1 },
      answer: { text: 'I see a picture.' },
    },
    {
      name: 'a prefilled answer',
      when: { anyText: 'PREFILL[\\s\\S]*The answer is' },
      answer: { text: ' forty-two.' },
    },
  ],
};

// The task with LangChain.js: node langchain.ts <anthropic|openai> <model> <prompt>
import { ChatAnthropic } from '@langchain/anthropic';
import { type AIMessageChunk, type BaseMessage, HumanMessage, type UsageMetadata } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { print } from '../../print.ts';
import { MAX_STEPS, taskTools } from './task-tools.ts';

const [, , dialect = '', model = '', prompt = ''] = process.argv;
const tools = Object.entries(taskTools).map(([name, { description, schema, run }]) =>
  tool((input: unknown) => run(input as never), { name, description, schema }),
);
const chat = dialect === 'anthropic' ? new ChatAnthropic({ model }) : new ChatOpenAI({ model });
const agent = chat.bindTools(tools);

const messages: BaseMessage[] = [new HumanMessage(prompt)];
let answer: AIMessageChunk;
let steps = 0;
do {
  answer = await agent.invoke(messages);
  messages.push(answer);
  for (const call of answer.tool_calls ?? []) {
    const called = tools.find(({ name }) => name === call.name);
    if (called === undefined) throw new Error(`The model called "${call.name}", which nobody offers.`);
    messages.push((await called.invoke(call)) as BaseMessage);
  }
  steps += 1;
} while ((answer.tool_calls ?? []).length > 0 && steps < MAX_STEPS);
const usage = answer.usage_metadata as UsageMetadata | undefined;
print(answer.text);
print(`${steps} steps, usage told: ${(usage?.output_tokens ?? 0) > 0}`);

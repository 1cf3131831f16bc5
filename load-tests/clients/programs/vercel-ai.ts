// The task with Vercel's AI SDK: node vercel-ai.ts <anthropic|openai|openai-chat> <model> <prompt>
import { anthropic } from '@ai-sdk/anthropic';
import { openai } from '@ai-sdk/openai';
import { generateText, type LanguageModel, stepCountIs, tool } from 'ai';
import { print } from '../../print.ts';
import { MAX_STEPS, taskTools } from './task-tools.ts';

const [, , dialect = '', name = '', prompt = ''] = process.argv;
const models: Record<string, (name: string) => LanguageModel> = { anthropic, openai, 'openai-chat': openai.chat };
const model = models[dialect]?.(name);
if (model === undefined) throw new Error(`There is no dialect "${dialect}".`);

const { read_file: read, edit_file: edit, run_check: check } = taskTools;
const { text, usage, steps } = await generateText({
  model,
  prompt,
  stopWhen: stepCountIs(MAX_STEPS),
  tools: {
    read_file: tool({ description: read.description, inputSchema: read.schema, execute: read.run }),
    edit_file: tool({ description: edit.description, inputSchema: edit.schema, execute: edit.run }),
    run_check: tool({ description: check.description, inputSchema: check.schema, execute: check.run }),
  },
});
print(text);
print(`${steps.length} steps, usage told: ${(usage.inputTokens ?? 0) > 0 && (usage.outputTokens ?? 0) > 0}`);

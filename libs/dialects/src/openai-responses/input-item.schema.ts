import { z } from 'zod';

/** The items of `input` that the hub has words for. Members that are not named here are not looked at. */
const content = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))], {
  error: ({ input }) => (input === undefined ? undefined : 'must be a string or an array of content parts'),
});

export const messageItemSchema = z.object({
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content,
});

export const functionCallItemSchema = z.object({
  call_id: z.string().min(1),
  name: z.string().min(1),
  namespace: z.string().nullish(),
  arguments: z.string(),
});

export const customToolCallItemSchema = z.object({
  call_id: z.string().min(1),
  name: z.string().min(1),
  namespace: z.string().nullish(),
  input: z.string(),
});

export const toolOutputItemSchema = z.object({ call_id: z.string().min(1), output: content });

const texts = z.array(z.object({ text: z.string() })).nullish();

export const reasoningItemSchema = z.object({
  summary: texts,
  content: texts,
  encrypted_content: z.string().nullish(),
});

export const additionalToolsItemSchema = z.object({ tools: z.array(z.looseObject({ type: z.string() })) });

export type InputContent = z.output<typeof content>;
export type InputPart = Exclude<InputContent, string>[number];
export type MessageItem = z.output<typeof messageItemSchema>;
export type ReasoningItem = z.output<typeof reasoningItemSchema>;

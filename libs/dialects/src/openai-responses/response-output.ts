import type { RunEvent } from '@smart-ai-hub/contracts';
import type { ForeignItem } from './foreign-item.ts';
import { toItemId } from './item-ids.ts';
import { type MessageItem, openMessage } from './message-item.ts';
import type { Emit, ItemPlace, ItemStatus, OutputItem } from './output-item.ts';
import { type ReasoningItem, openReasoning } from './reasoning-item.ts';
import { type ToolItem, openToolCall } from './tool-item.ts';
import type { ToolIdentity, ToolNames } from './tool-names.ts';

type ToolCallEvent = Extract<RunEvent, { type: 'tool_call' }>;
type ReasoningEvent = Extract<RunEvent, { type: 'reasoning' }>;
type OpenItem = MessageItem | ReasoningItem | ForeignItem;

/**
 * The items of an answer while it is written. Texts and reasoning come one item after the other; calls of tools may grow side by side,
 * and end when their provider says so or something else begins.
 */
export type ResponseOutput = {
  runId: string;
  toolNames: ToolNames;
  emit: Emit;
  items: OutputItem[];
  tools: Map<number, ToolItem>;
  open: OpenItem | undefined;
  /** The provider says itself where the open item ends. */
  isBordered: boolean;
};

export function newOutput(options: Pick<ResponseOutput, 'runId' | 'toolNames' | 'emit'>): ResponseOutput {
  return { ...options, items: [], tools: new Map(), open: undefined, isBordered: false };
}

/** The place of the next item; its id begins with `prefix`. */
export function nextPlace({ emit, runId, items }: ResponseOutput, prefix: string): ItemPlace {
  return { emit, id: toItemId(prefix, runId, items.length), outputIndex: items.length };
}

/** Makes an item the open one, closing all that is. */
export function beginItem<Item extends OpenItem>(output: ResponseOutput, make: () => Item): Item {
  closeItems(output, 'completed');
  const item = make();
  output.items.push(item);
  output.open = item;
  output.isBordered = false;
  return item;
}

export function closeItems(output: ResponseOutput, status: ItemStatus): void {
  output.open?.close(status);
  output.open = undefined;
  output.tools.forEach((tool) => tool.close(status));
  output.tools.clear();
}

export function addText(output: ResponseOutput, text: string, logprobs?: unknown[]): void {
  if (text === '') return;
  const { open } = output;
  const item = open?.kind === 'message' ? open : beginItem(output, () => openMessage(nextPlace(output, 'msg')));
  item.text(text, logprobs);
}

/** A signature ends what it signs, unless the provider marks the end itself. */
export function addReasoning(output: ResponseOutput, { text, signature }: ReasoningEvent): void {
  if (text === '' && signature === undefined) return;
  const { open } = output;
  const item = open?.kind === 'reasoning' ? open : beginItem(output, () => openReasoning(nextPlace(output, 'rs')));
  if (text !== '') item.text(text);
  if (signature === undefined) return;
  item.sign(signature);
  if (output.isBordered) return;
  item.close('completed');
  output.open = undefined;
}

export function addTool(output: ResponseOutput, event: ToolCallEvent): void {
  if (output.tools.has(event.toolIndex)) return;
  output.open?.close('completed');
  output.open = undefined;
  const { type: _type, namespace: _namespace, ...members } = event.members ?? {};
  const identity = identityOf(output, event);
  const call = { callId: event.id, identity, isNative: event.members !== undefined, members };
  const item = openToolCall(nextPlace(output, identity.isCustom ? 'ctc' : 'fc'), call);
  output.tools.set(event.toolIndex, item);
  output.items.push(item);
}

/** A provider of this dialect says what kind of tool it calls; of another one it is known by the name of the function. */
function identityOf({ toolNames }: ResponseOutput, { name, members }: ToolCallEvent): ToolIdentity {
  if (members === undefined) return toolNames[name] ?? { name, isCustom: false };
  const namespace = members['namespace'];
  const isCustom = members['type'] === 'custom_tool_call';
  return { name, isCustom, ...(typeof namespace === 'string' && { namespace }) };
}

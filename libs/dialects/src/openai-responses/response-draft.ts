import { type RunEvent, type TerminalRunEvent, isTerminal } from '@smart-ai-hub/contracts';
import type { Emit, Json } from './output-item.ts';
import { addOwn } from './own-output.ts';
import { endOf, toEmptyResponse } from './render-response.ts';
import { type ResponseOutput, addReasoning, addText, addTool, closeItems, newOutput } from './response-output.ts';
import type { ToolNames } from './tool-names.ts';

export type ResponseOptions = {
  runId: string;
  /** The model that was asked for, until it is known which one answers. */
  model: string;
  /** The caller's body, as it came. */
  body: Record<string, unknown>;
  toolNames: ToolNames;
};

export type ResponseDraft = {
  /** Says that a response in the background waits its turn; of any other nothing is said before there is something. */
  announce(): void;
  onEvent(event: RunEvent): void;
  /** The response as it stands. */
  toResponse(): Json;
  terminal(): TerminalRunEvent | undefined;
};

/** One response while its run goes on: what is said of it in a stream, and how it stands. Both follow from the run's events alone. */
export function createResponseDraft(
  { runId, body, toolNames, ...options }: ResponseOptions,
  emit: Emit,
): ResponseDraft {
  const output = newOutput({ runId, toolNames, emit });
  const empty = toEmptyResponse(runId, body);
  let { model } = options;
  let own: Json = {};
  let terminal: TerminalRunEvent | undefined;
  const start = createStart(body['background'] === true, (word, status) =>
    emit(`response.${word}`, { response: { ...empty, model, status } }),
  );
  const toResponse = (): Json => {
    const items = output.items.map((item) => item.toItem());
    return { ...empty, model, ...own, output: items, ...(terminal && endOf(terminal)) };
  };
  const end = (event: TerminalRunEvent): void => {
    const { status } = endOf(event);
    if (event.type === 'done') closeItems(output, status === 'completed' ? 'completed' : 'incomplete');
    terminal = event;
    emit(event.type === 'failed' ? 'response.failed' : `response.${String(status)}`, { response: toResponse() });
  };

  return {
    toResponse,
    terminal: () => terminal,
    announce: start.announce,
    onEvent(event) {
      if (terminal || (event.type === 'wire' && event.dialect !== 'openai-responses')) return;
      if (event.type === 'started') {
        model = event.model;
        own = {};
        return start.take();
      }
      if (event.type === 'continued') return;
      if (event.type === 'wire' && event.data['type'] === 'response') {
        own = { ...own, ...(event.data['members'] as Json) };
        return;
      }
      start.begin();
      if (isTerminal(event)) end(event);
      else writeEvent(output, event);
    },
  };
}

function writeEvent(output: ResponseOutput, event: RunEvent): void {
  if (event.type === 'text') addText(output, event.text);
  else if (event.type === 'reasoning') addReasoning(output, event);
  else if (event.type === 'tool_call') addTool(output, event);
  else if (event.type === 'tool_arguments') output.tools.get(event.toolIndex)?.write(event.fragment);
  else if (event.type === 'wire') addOwn(output, event.data);
}

/** The first events of a response, each said once. One in the background is told before it has anything to say. */
function createStart(isBackground: boolean, say: (word: string, status: string) => void) {
  let said: 'nothing' | 'created' | 'begun' = 'nothing';
  const create = (): void => {
    if (said !== 'nothing') return;
    said = 'created';
    say('created', isBackground ? 'queued' : 'in_progress');
    if (isBackground) say('queued', 'queued');
  };
  const begin = (): void => {
    create();
    if (said === 'begun') return;
    said = 'begun';
    say('in_progress', 'in_progress');
  };
  return {
    begin,
    announce: () => (isBackground ? create() : undefined),
    /** A worker has taken the run. */
    take: () => (isBackground ? begin() : undefined),
  };
}

import { type ItemPlace, type Json, type OutputItem, emitAdded, emitDone, placeOf } from './output-item.ts';
import { type ToolIdentity, customInputOf } from './tool-names.ts';

export type ToolItem = OutputItem & { write(fragment: string): void };

export type ToolCall = {
  callId: string;
  identity: ToolIdentity;
  /** The provider's own words: a custom tool's input then comes as it is, not as a function's arguments. */
  isNative: boolean;
  members: Json;
};

/** A call of a function or of a custom tool. */
export function openToolCall(place: ItemPlace, call: ToolCall): ToolItem {
  const { isCustom, name, namespace } = call.identity;
  let written = '';
  let status = 'in_progress';
  let own = call.members;
  const toItem = (): Json => ({
    ...own,
    id: place.id,
    type: isCustom ? 'custom_tool_call' : 'function_call',
    status: status === 'in_progress' ? 'incomplete' : status,
    call_id: call.callId,
    name,
    ...(namespace !== undefined && { namespace }),
    [isCustom ? 'input' : 'arguments']: textOf(),
  });
  const isConverted = isCustom && !call.isNative;
  const textOf = (): string => (isConverted ? customInputOf(written) : written);
  const delta = (text: string): void => {
    place.emit(`response.${isCustom ? 'custom_tool_call_input' : 'function_call_arguments'}.delta`, {
      ...placeOf(place),
      delta: text,
    });
  };

  emitAdded(place, { ...toItem(), status });
  return {
    toItem,
    write(fragment) {
      if (fragment === '') return;
      written += fragment;
      if (!isConverted) delta(fragment);
    },
    close(ended, more = {}) {
      own = { ...own, ...more };
      status = ended;
      if (written === '' && !isCustom) {
        // Callers parse the arguments: none at all are an empty object.
        written = '{}';
        delta(written);
      }
      const text = textOf();
      if (isConverted && text !== '') delta(text);
      if (isCustom) place.emit('response.custom_tool_call_input.done', { ...placeOf(place), input: text });
      else place.emit('response.function_call_arguments.done', { ...placeOf(place), name, arguments: text });
      emitDone(place, toItem());
    },
  };
}

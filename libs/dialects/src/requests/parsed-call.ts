import type { CallExtent, ChatRequest, FieldError, ProviderRouting } from '@smart-ai-hub/contracts';

/** What a caller's body says, in the hub's own form, and what that form has no words for. */
export type ParsedCall = {
  request: ChatRequest;
  /** The names of the models that may answer as the caller wrote them, each once; the first is the request's. */
  models: string[];
  /** What the caller wants of the choice among providers. */
  routing?: ProviderRouting;
  stream: boolean;
  /** How much may be asked of the model beyond one answer to the request. */
  extent: CallExtent;
  /** What was asked for and no provider is asked to do: plain ASCII, for a header. */
  warnings: string[];
  nativeOnly: NativeOnly;
};

/** What only a provider can do that speaks the caller's dialect itself. */
export type NativeOnly = {
  /** Without these the answer would lack what was asked for: a model of another dialect is refused. */
  errors: FieldError[];
  /** Without these it only differs in style or cost: a model of another dialect answers, with a warning. */
  warnings: string[];
};

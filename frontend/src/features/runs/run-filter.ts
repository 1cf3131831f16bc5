import { type ErrorCode, errorTable, type RunState, runStateSchema } from '@smart-ai-hub/contracts';

export const runFilterNames = ['from', 'to', 'state', 'model', 'keyId', 'errorCode', 'minCost'] as const;
/** As it stands in the address of the page and in the fields of the form; empty is not filtered by. */
export type RunFilterTexts = Record<(typeof runFilterNames)[number], string>;

const isState = (text: string): text is RunState => runStateSchema.options.some((state) => state === text);
const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorTable, text);

/** The filter as the hub takes it. What makes no sense is left out, but for times: the hub says what is wrong with those. */
export function filterOf({ from, to, state, model, keyId, errorCode, minCost }: RunFilterTexts) {
  const cost = Number(minCost);
  return {
    ...(from !== '' && { from }),
    ...(to !== '' && { to }),
    ...(isState(state) && { state }),
    ...(model.trim() !== '' && { model: model.trim() }),
    ...(keyId !== '' && { keyId }),
    ...(isErrorCode(errorCode) && { errorCode }),
    ...(minCost.trim() !== '' && Number.isFinite(cost) && { minCost: cost }),
  };
}

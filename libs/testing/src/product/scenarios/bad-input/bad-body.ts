/** A body that must be refused: by whom does not matter to its caller, who learns which field is wrong and pays nothing. */
export type BadBody = {
  title: string;
  /** What differs from a good body; as text, a whole body that is sent as it is. */
  body: Record<string, unknown> | string;
  status: number;
  /** The field, as the dialect writes it; null where no field can be named. */
  param: string | null;
  /** In the error's sentence. */
  sentence: RegExp;
};

export type Refused = Omit<BadBody, 'status'> & { status?: number };

export const refused = ({ status = 400, ...row }: Refused): BadBody => ({ status, ...row });

/** JSON so deep that a careless reader or writer runs out of stack. */
export const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

export const NO_IMAGE = Buffer.from('these bytes are no picture').toString('base64');
/** Anthropic takes pictures of at most 5 MB. */
export const HUGE_PNG = `iVBORw0KGgo${'A'.repeat(8_000_000 - 11)}`;

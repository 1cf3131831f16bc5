import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A member of the object that is written: a value, or the rows of a list as they are read. */
export type JsonMembers = Record<string, unknown>;

/** Answers with one JSON object as a file, its lists as fast as they are read: a long history fills no memory. */
export async function writeJson(res: Response, name: string, members: JsonMembers): Promise<void> {
  res.type('application/json').attachment(name);
  try {
    await pipeline(Readable.from(textOf(members)), res);
  } catch (thrown) {
    // A reader that left is not a fault; a file that ends too early must not look whole.
    if (!res.destroyed) res.destroy();
    if (!isPrematureClose(thrown)) throw thrown;
  }
}

async function* textOf(members: JsonMembers): AsyncGenerator<string> {
  let isFirst = true;
  for (const [name, value] of Object.entries(members)) {
    yield `${isFirst ? '{' : ',\n'}${JSON.stringify(name)}: `;
    isFirst = false;
    if (isRows(value)) yield* listText(value);
    else yield JSON.stringify(value);
  }
  yield '}\n';
}

async function* listText(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '[';
  for await (const row of rows) {
    yield `${separator}\n${JSON.stringify(row)}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

const isRows = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const isPrematureClose = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_STREAM_PREMATURE_CLOSE';

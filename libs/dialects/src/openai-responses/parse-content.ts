import type { DocumentPart, ImagePart, TextPart } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { readImageUrl } from '../requests/read-image.ts';
import { unsupportedType } from '../requests/request-fields.ts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import { checkPart } from './check-part.ts';
import type { InputContent, InputPart } from './input-item.schema.ts';

export type ReadPart = TextPart | ImagePart | DocumentPart;

const textSchema = z.object({ text: z.string() });
const refusalSchema = z.object({ refusal: z.string() });
const imageSchema = z.object({
  image_url: z.string().nullish(),
  detail: z.string().nullish(),
  file_id: z.string().nullish(),
});
const fileSchema = z.object({
  file_data: z.string().nullish(),
  file_url: z.string().nullish(),
  file_id: z.string().nullish(),
  filename: z.string().nullish(),
});

const INPUT_TYPES = ['input_text', 'input_image', 'input_file'];
const FILE_ID = 'is not supported: send the file itself, since the hub keeps none';
const DATA_URL = /^data:([^;,]*)[^,]*;base64,/i;

/** The content of a message or of a tool's output. Empty texts say nothing and are left out. */
export function readContent(content: InputContent, path: FieldPath, report: RequestReport): ReadPart[] {
  if (typeof content === 'string') return textParts(content);
  return content.flatMap((part, index) => readPart(part, [...path, index], report));
}

function readPart(part: InputPart, path: FieldPath, report: RequestReport): ReadPart[] {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return textParts(checkPart(textSchema, part, path, report)?.text ?? '');
    case 'refusal':
      return textParts(checkPart(refusalSchema, part, path, report)?.refusal ?? '');
    case 'input_image':
      return readImage(part, path, report);
    case 'input_file':
      return readFile(part, path, report);
    default:
      report.refuseUnlessNative([...path, 'type'], unsupportedType('content part', INPUT_TYPES));
      return [];
  }
}

function textParts(text: string): TextPart[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

function readImage(part: InputPart, path: FieldPath, report: RequestReport): ReadPart[] {
  const image = checkPart(imageSchema, part, path, report);
  if (!image) return [];
  if (image.file_id) report.refuse([...path, 'file_id'], FILE_ID);
  const read = image.image_url ? readImageUrl(image.image_url) : undefined;
  if (read && 'source' in read) return [{ type: 'image', source: read.source, ...readDetail(image.detail) }];
  if (!image.file_id) report.refuse([...path, 'image_url'], read?.problem ?? 'is required');
  return [];
}

const DETAILS = ['low', 'high', 'original'] as const;

function readDetail(wanted: string | null | undefined): Pick<ImagePart, 'detail'> {
  const detail = DETAILS.find((known) => known === wanted);
  return detail === undefined ? {} : { detail };
}

function readFile(part: InputPart, path: FieldPath, report: RequestReport): ReadPart[] {
  const file = checkPart(fileSchema, part, path, report);
  if (!file) return [];
  const title = file.filename ? { title: file.filename } : {};
  if (file.file_id) report.refuse([...path, 'file_id'], FILE_ID);
  else if (file.file_url) return [{ type: 'document', source: { kind: 'url', url: file.file_url }, ...title }];
  else if (!file.file_data) report.refuse([...path, 'file_data'], 'is required');
  else return [{ type: 'document', source: readFileData(file.file_data), ...title }];
  return [];
}

/** Clients send the bytes as a data URL or bare; text is read as what it is, anything else is taken for a PDF. */
function readFileData(fileData: string): DocumentPart['source'] {
  const header = DATA_URL.exec(fileData);
  const data = header ? fileData.slice(header[0].length) : fileData;
  const mediaType = header?.[1]?.toLowerCase() || 'application/pdf';
  if (!mediaType.startsWith('text/')) return { kind: 'base64', mediaType, data };
  return { kind: 'text', text: Buffer.from(data, 'base64').toString('utf8') };
}

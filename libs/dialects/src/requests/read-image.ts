import type { ImagePart } from '@smart-ai-hub/contracts';
import { sniffMediaType } from './sniff-media-type.ts';

type ImageSource = ImagePart['source'];

/** The source of an image, or in words what is wrong with it. */
export type ReadImage = { source: ImageSource } | { problem: string };

const DATA_URL = /^data:([^;,]*)((?:;[^;,]*)*),/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads OpenAI's `image_url.url`: data URLs become base64, others are passed on unfetched. */
export function readImageUrl(url: string): ReadImage {
  if (/^https?:\/\/[^\s]+$/i.test(url)) return { source: { kind: 'url', url } };
  const read = readDataUrl(url);
  return 'problem' in read ? read : readBase64Image(read.data, read.mediaType);
}

/** The base64 data of a data URL and the type that it claims, or in words what is wrong with it. */
export function readDataUrl(url: string): { data: string; mediaType: string | undefined } | { problem: string } {
  const header = DATA_URL.exec(url);
  if (!header) return { problem: 'must be an http(s) URL or a base64 data URL' };
  if (!/;base64$/i.test(header[2] ?? '')) return { problem: 'must be base64 encoded when it is a data URL' };
  return { data: url.slice(header[0].length), mediaType: header[1] };
}

/** Reads base64 data. The bytes say what the image is: clients often name the wrong media type, which providers refuse. */
export function readBase64Image(data: string, declaredType: string | undefined): ReadImage {
  const compact = BASE64.test(data) ? data : data.replace(/\s+/g, '');
  if (!BASE64.test(compact)) return { problem: 'must hold valid base64 data' };
  const declared = declaredType?.toLowerCase();
  const mediaType = sniffMediaType(compact) ?? declared;
  if (!mediaType?.startsWith('image/')) return { problem: 'must be a PNG, JPEG, GIF or WebP image' };
  return { source: { kind: 'base64', mediaType, data: compact } };
}

import type { DocumentPart } from '@smart-ai-hub/contracts';
import { readDataUrl } from './read-image.ts';
import { sniffMediaType } from './sniff-media-type.ts';

/** The source of a document, or in words what is wrong with it. */
export type ReadDocument = { source: DocumentPart['source'] } | { problem: string };

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** An address is passed on unfetched: providers that read documents by URL fetch it themselves. */
export function readDocumentUrl(url: string): ReadDocument {
  return /^https?:\/\/[^\s]+$/i.test(url) ? { source: { kind: 'url', url } } : { problem: 'must be an http(s) URL' };
}

/** Reads the base64 data of a PDF. */
export function readBase64Document(data: string): ReadDocument {
  const compact = BASE64.test(data) ? data : data.replace(/\s+/g, '');
  if (!BASE64.test(compact)) return { problem: 'must hold valid base64 data' };
  if (sniffMediaType(compact) !== 'application/pdf') return { problem: 'must be a PDF' };
  return { source: { kind: 'base64', mediaType: 'application/pdf', data: compact } };
}

/** Reads OpenAI's `file_data`: a base64 data URL of a PDF, or bare base64. */
export function readDocumentData(fileData: string): ReadDocument {
  const read = fileData.startsWith('data:') ? readDataUrl(fileData) : { data: fileData };
  return 'problem' in read ? read : readBase64Document(read.data);
}

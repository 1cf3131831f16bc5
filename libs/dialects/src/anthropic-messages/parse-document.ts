import type { DocumentPart } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import { readBase64Document, readDocumentUrl } from '../requests/read-document.ts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import type { DocumentBlock } from './messages.schema.ts';

/** Reads a `document` block: https://docs.anthropic.com/en/docs/build-with-claude/pdf-support. */
export function readDocument(block: DocumentBlock, path: FieldPath, report: RequestReport): DocumentPart[] {
  const { source, title, context, citations, cache_control: cacheControl } = block;
  if (citations?.enabled) report.warnUnlessNative('citations are not passed on');
  if (context) report.warnUnlessNative('the context of documents is not passed on');
  if (source.type === 'content') {
    report.refuseUnlessNative([...path, 'source', 'type'], 'is a document source that only models of Anthropic know');
    return [];
  }
  const read = readSource(source);
  if ('source' in read) return [{ type: 'document', source: read.source, ...omitAbsent({ title, cacheControl }) }];
  report.refuse([...path, 'source', source.type === 'url' ? 'url' : 'data'], read.problem);
  return [];
}

function readSource(source: Exclude<DocumentBlock['source'], { type: 'content' }>) {
  switch (source.type) {
    case 'text':
      return { source: { kind: 'text' as const, text: source.data } };
    case 'url':
      return readDocumentUrl(source.url);
    case 'base64':
      return readBase64Document(source.data);
  }
}

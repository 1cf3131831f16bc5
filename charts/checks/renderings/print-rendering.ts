import { createPatch } from 'diff';
import { type Node, Document, isCollection, isScalar, visit } from 'yaml';
import { type Manifest, objectAt } from '../manifests/manifest.ts';

/** A map or list of at most this many characters stands in one line, so that a person can read a whole rendering. */
const SHORT = 110;
const GENERATED = '<generated>';

/** What is random at each rendering is not shown. */
function withoutChance({ kind, body }: Manifest): unknown {
  if (kind !== 'Secret') return body;
  const data = Object.fromEntries(Object.keys(objectAt(body, 'data')).map((key) => [key, GENERATED]));
  return { ...body, data };
}

const isShort = (node: Node): boolean => {
  const text = JSON.stringify(node.toJSON());
  return text.length < SHORT && !text.includes(String.raw`\n`);
};

function printManifest(manifest: Manifest): string {
  const document = new Document(withoutChance(manifest), { aliasDuplicateObjects: false });
  visit(document, (_key, node, path) => {
    if (isCollection(node) && path.length > 1 && isShort(node)) node.flow = true;
    if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\n')) node.type = 'BLOCK_LITERAL';
  });
  return document.toString({ lineWidth: 0 });
}

export type Rendering = Map<string, string>;

/** The objects of a rendering as text, by what they are. */
export function printObjects(manifests: readonly Manifest[]): Rendering {
  const objects = manifests.map((manifest) => [`${manifest.kind} ${manifest.name}`, printManifest(manifest)] as const);
  return new Map(objects.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const HEAD = '# Written by `npm run charts -- --write`; compared by `npm run charts`.\n';
const CONTEXT_LINES = 2;

/** A whole rendering, as it is committed. */
export const printRendering = (objects: Rendering): string =>
  HEAD + [...objects.values()].map((text) => `---\n${text}`).join('');

/** A rendering as what differs from another one, object by object. */
export function printDifference(objects: Rendering, base: Rendering): string {
  const names = [...new Set([...base.keys(), ...objects.keys()])].sort();
  const patches = names.flatMap((name) => {
    const [before = '', after = ''] = [base.get(name), objects.get(name)];
    if (before === after) return [];
    const lines = createPatch(name, before, after, undefined, undefined, { context: CONTEXT_LINES }).split('\n');
    // The first four lines name files, which there are none of; line numbers would change with every line above.
    const body = lines
      .slice(4)
      .map((line) => (line.startsWith('@@') ? '@@' : line))
      .join('\n');
    return [`=== ${name}${before === '' ? ' (new)' : after === '' ? ' (gone)' : ''}\n${body}`];
  });
  return HEAD + patches.join('');
}

type HastNode = { type: string; tagName?: string; children?: HastNode[] };

const HEADING = /^h([1-6])$/;
/** An answer stands below the page's h1. */
const PAGE_LEVEL = 1;

/**
 * Gives the headings of an answer levels that fit under the page's own and never skip one, whatever level the model began
 * with; a heading that has no text yet, in the middle of a stream, is none.
 */
export function rehypeOutline() {
  return (root: HastNode): void => {
    let previous = PAGE_LEVEL;
    for (const node of root.children ?? []) {
      const written = HEADING.exec(node.tagName ?? '')?.[1];
      if (written === undefined) continue;
      if (node.children?.length === 0) {
        node.tagName = 'div';
        continue;
      }
      previous = Math.min(Number(written) + PAGE_LEVEL, previous + 1, 6);
      node.tagName = `h${previous}`;
    }
  };
}

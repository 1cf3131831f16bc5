const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

export const dollars = (cents: number, currency: string): string =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(cents / 100);

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; display: grid; place-items: start center; padding: 2rem 1rem; }
  main { width: min(30rem, 100%); }
  .notice { padding: .75rem 1rem; border: 2px solid #b45309; border-radius: .5rem; }
  .total { font-size: 2rem; font-weight: 600; margin: .5rem 0; }
  form { display: grid; gap: .75rem; margin-top: 1.5rem; }
  button { font: inherit; padding: .75rem 1rem; border-radius: .5rem; border: 1px solid currentColor; background: transparent; color: inherit; cursor: pointer; text-align: left; }
  button.main { background: #4f46e5; border-color: #4f46e5; color: #fff; font-weight: 600; }
  button small { display: block; font-weight: 400; opacity: .8; }
  [role=alert] { color: #b91c1c; font-weight: 600; }
  table { width: 100%; border-collapse: collapse; } td, th { text-align: left; padding: .4rem 0; border-bottom: 1px solid #8884; }
`;

/** A page of the stand-in; each of them says first what it is. `body` is HTML. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main>
<p class="notice"><strong>This is not Stripe.</strong> It is a stand-in for development, run by Smart AI Hub. No card is asked for and no money moves.</p>
${body}
</main></body></html>
`;

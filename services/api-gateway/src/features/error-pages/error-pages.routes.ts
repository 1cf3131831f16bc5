import { AppError, errorCodeSchema, errorGuide, errorTable, hubEndpoints } from '@smart-ai-hub/contracts';
import { mountRoute } from '@smart-ai-hub/service-kit';
import type { Express, RequestHandler } from 'express';

/** `GET /docs/errors/{code}`: where the `type` of every problem document leads. */
export function errorPagesRoutes(app: Express): void {
  mountRoute(app, hubEndpoints.readErrorPage, { handler: sendErrorPage });
}

const sendErrorPage: RequestHandler = (req, res) => {
  const code = errorCodeSchema.safeParse(req.params.code);
  if (!code.success) throw new AppError('not_found', { detail: 'There is no error of this name.' });
  const { status, title, retryable } = errorTable[code.data];
  const { meaning, action } = errorGuide[code.data];
  const again = retryable ? 'Trying again is worthwhile.' : 'Trying again unchanged does not help.';
  res.type('html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${code.data}</title>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p><code>${code.data}</code>, HTTP ${status}. ${again}</p>
<h2>What happened</h2>
<p>${escapeHtml(meaning)}</p>
<h2>What to do</h2>
<p>${escapeHtml(action)}</p>
</main>
</body>
</html>
`);
};

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

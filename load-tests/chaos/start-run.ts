import { type RunEvent, runEndpoints } from '@smart-ai-hub/contracts';
import { z } from 'zod';

const startedSchema = z.object({ run: z.object({ id: z.string() }) });

/** Starts a run of the simulator; `wishes` are its directives: `tokens=500 tps=200`. Answers the run's id. */
export async function startRun(hubUrl: string, apiKey: string, wishes: string): Promise<string> {
  const question = `Say something about the sea. [[sim: ${wishes}]]`;
  const messages = [{ role: 'user', content: [{ type: 'text', text: question }] }];
  const response = await fetch(`${hubUrl}${runEndpoints.createRun.path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'simulator-gpt', messages, maxOutputTokens: 60_000 }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${runEndpoints.createRun.path} answered ${response.status}: ${text}`);
  return startedSchema.parse(JSON.parse(text)).run.id;
}

/** What a run says, letter by letter: two readers of one run have the same, however it was cut and merged for them. */
export function textOf(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : `<${event.type}>`)).join('');
}

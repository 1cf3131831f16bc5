import { relative } from 'node:path';
import { LOCAL_OLLAMA_URL } from '../supervisor/service-environment.ts';
import type { StartConfig } from './config.ts';

const WIDTH = 100;

function drawBox(lines: readonly string[]): string[] {
  const width = Math.max(...lines.map((line) => line.length), WIDTH - 4);
  const edge = '─'.repeat(width + 2);
  return [`╭${edge}╮`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `╰${edge}╯`];
}

const SOURCES: Record<string, string> = {
  ANTHROPIC_API_KEY: 'Anthropic',
  OPENAI_API_KEY: 'OpenAI',
  OPENAI_COMPATIBLE_ENDPOINTS: 'OPENAI_COMPATIBLE_ENDPOINTS',
  ANTHROPIC_COMPATIBLE_ENDPOINTS: 'ANTHROPIC_COMPATIBLE_ENDPOINTS',
};

function describeModels({ host, hasSimulator }: StartConfig): string[] {
  const sources = [
    ...Object.entries(SOURCES).flatMap(([setting, name]) => (host[setting] === undefined ? [] : [name])),
    ...(hasSimulator ? ['the simulator (made-up answers; set ANTHROPIC_API_KEY or OPENAI_API_KEY for real ones)'] : []),
  ];
  const ollama = host['OLLAMA_BASE_URL'] ?? LOCAL_OLLAMA_URL;
  return [
    ...(sources.length > 0 ? [`Models from: ${sources.join(', ')}`] : []),
    ...(ollama === 'off' ? [] : [`Models of an Ollama at ${ollama} appear by themselves while it runs`]),
  ];
}

/** A sign-up and a streamed call, to paste into another terminal as they are. */
function exampleCall(url: string): string[] {
  const json = `-H 'content-type: application/json'`;
  const person = `{"email":"demo-'$RANDOM'@example.com","password":"password123","firstName":"Demo","lastName":"User"}`;
  const request = `{"model":"'$MODEL'","stream":true,"messages":[{"role":"user","content":"Hello!"}]}`;
  return [
    `TOKEN=$(curl -s ${url}/api/auth/register ${json} -d '${person}' | grep -o '"token":"[^"]*' | cut -d'"' -f4)`,
    `MODEL=$(curl -s ${url}/v1/models -H "authorization: Bearer $TOKEN" | grep -o '"id":"[^"]*' | head -n 1 | cut -d'"' -f4)`,
    `curl -sN ${url}/v1/chat/completions -H "authorization: Bearer $TOKEN" ${json} -d '${request}'`,
  ];
}

/** What a person needs next, once everything answers. */
export function welcome(config: StartConfig, logsFolder: string): string[] {
  const url = `http://localhost:${config.port}`;
  const logs = relative(process.cwd(), logsFolder);
  return [
    '',
    ...drawBox([
      `Smart AI Hub runs at ${url}`,
      '',
      'Sign up there: every new account gets credits to try it with, and makes API keys on the page API keys.',
      `OpenAI SDK: base URL ${url}/v1    Anthropic SDK: base URL ${url}`,
      ...describeModels(config),
      ...(config.hasStripeStandIn
        ? ['Credits are sold by a stand-in for Stripe: no money moves (set STRIPE_SECRET_KEY for the real one)']
        : []),
      `Logs: ${logs.startsWith('..') ? logsFolder : logs}    Ctrl-C ends everything`,
    ]),
    '',
    'From another terminal:',
    ...exampleCall(url).map((line) => `  ${line}`),
    '',
  ];
}

import { type FaultKind, type OverflowShape, overflowShapes, readFaultKind } from './fault-kinds.ts';

/** What a single call asks of the simulator, in its prompt (`[[sim: tokens=60 fault=cut at=40]]`) or in header `x-simulator`. */
export type Directives = {
  tokens?: number;
  tokensPerSecond?: number;
  ttftMs?: number;
  fault?: FaultKind;
  /** The only model that meets the fault, in small letters. */
  onModel?: string;
  at?: number;
  seconds?: number;
  retryAfterSeconds?: number;
  shape?: OverflowShape;
  reasoningTokens?: number;
  toolCalls?: number;
  searches?: number;
  /** The fault strikes only the first so many calls with this question. */
  times?: number;
  /** While nothing is said, a ping goes out every so many milliseconds. */
  pingMs?: number;
};

const DIRECTIVE = /\[\[\s*sim:([^\]]*)\]\]/gi;

const NUMBERS: Record<string, keyof Omit<Directives, 'fault' | 'onModel' | 'shape'>> = {
  tokens: 'tokens',
  tps: 'tokensPerSecond',
  ttft: 'ttftMs',
  at: 'at',
  seconds: 'seconds',
  retry: 'retryAfterSeconds',
  reasoning: 'reasoningTokens',
  calls: 'toolCalls',
  searches: 'searches',
  times: 'times',
  ping: 'pingMs',
};

/** Reads the directives in a text; a word that means nothing is passed over. */
export function readDirectives(text: string, header: string | undefined): Directives {
  const fromText = text.includes('[[') ? [...text.matchAll(DIRECTIVE)].map((match) => match[1] ?? '') : [];
  const words = [header ?? '', ...fromText].join(' ').split(/[\s,]+/);
  const directives: Directives = {};
  for (const word of words) readWord(word, directives);
  return directives;
}

function readWord(word: string, directives: Directives): void {
  const [name = '', value = ''] = word.toLowerCase().split('=');
  if (name === 'fault') {
    const fault = readFaultKind(value);
    if (fault) directives.fault = fault;
  } else if (name === 'on') {
    directives.onModel = value;
  } else if (name === 'shape') {
    const shape = overflowShapes.find((known) => known === value);
    if (shape) directives.shape = shape;
  } else {
    const key = NUMBERS[name];
    const number = Number(value);
    if (key && value !== '' && Number.isFinite(number) && number >= 0) directives[key] = number;
  }
}

export function withoutDirectives(text: string): string {
  return text.includes('[[') ? text.replace(DIRECTIVE, ' ').replace(/\s+/g, ' ').trim() : text;
}

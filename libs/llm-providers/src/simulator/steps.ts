import type { ReportedUsage } from './simulator-stats.ts';

/** What the server does next while it answers: the script of one answer. */
export type Step =
  | {
      kind: 'write';
      text: string;
      /** Makes what goes over the wire of the text: only then, since a long answer in chunks takes ten times the memory of its tokens. */
      around?: (text: string) => string;
      /** Tokens of the answer in it: this is what the pace counts. */
      tokens: number;
      /** The usage that this piece tells the caller. */
      usage?: ReportedUsage;
      /** Set on the piece after which the answer is complete. */
      isLast?: true;
      /** A frame around the content; one that can come twice by mistake. */
      isFrame?: true;
    }
  | { kind: 'pause'; ms: number; ping?: { everyMs: number; text: string } }
  | { kind: 'reset' }
  | { kind: 'end' };

export type WriteStep = Extract<Step, { kind: 'write' }>;

export function write(text: string, tokens = 0): WriteStep {
  return { kind: 'write', text, tokens };
}

/** A token of the answer, and the chunk that will carry it. */
export function say(token: string, around: (token: string) => string): WriteStep {
  return { kind: 'write', text: token, tokens: 1, around };
}

export function wireTextOf({ text, around }: WriteStep): string {
  return around ? around(text) : text;
}

export function frame(text: string): WriteStep {
  return { kind: 'write', text, tokens: 0, isFrame: true };
}

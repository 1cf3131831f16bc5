import type { Behaviour } from './settings/choose-behaviour.ts';
import { type Step, type WriteStep, frame, write } from './steps.ts';

/** What a dialect says when it goes wrong in its own way. */
export type WireNoise = {
  badChunk: string;
  unknownEvent: string;
  ping: string;
  errorEvent: string;
  token: (text: string) => string;
};

/** The script of a stream, paced and damaged as the behaviour wants it. */
export function applyFault(script: WriteStep[], behaviour: Behaviour, noise: WireNoise): Iterable<Step> {
  const steps = withFirstTokenPause(script, behaviour, noise);
  const long = behaviour.seconds * 1000;
  const at = tokenPosition(steps, behaviour.at);
  switch (behaviour.fault) {
    case 'slow-headers':
      return [{ kind: 'pause', ms: long }, ...steps];
    case 'stall':
      return [...steps.slice(0, at), pause(long, behaviour, noise), ...steps.slice(at)];
    case 'cut':
      return [...steps.slice(0, at), { kind: 'end' }];
    case 'reset-middle':
      return [...steps.slice(0, at), { kind: 'reset' }];
    case 'bad-json':
      return [...steps.slice(0, at), write(noise.badChunk), ...steps.slice(at)];
    case 'unknown-event':
      return [...steps.slice(0, at), write(noise.unknownEvent), ...steps.slice(at)];
    case 'stream-error':
      return [...steps.slice(0, at), write(noise.errorEvent), { kind: 'end' }];
    case 'no-done':
      return withoutLast(steps);
    case 'duplicate-event':
      return steps.flatMap((step) => (step.kind === 'write' && step.isFrame ? [step, step] : [step]));
    case 'endless':
      return endless(steps, noise);
    default:
      return steps;
  }
}

/** Silence before the first token: after the frames that real providers send at once. */
function withFirstTokenPause(script: WriteStep[], behaviour: Behaviour, noise: WireNoise): Step[] {
  const ms = behaviour.fault === 'silence' ? behaviour.seconds * 1000 : behaviour.ttftMs;
  if (ms === 0) return script;
  const first = tokenPosition(script, 0);
  return [...script.slice(0, first), pause(ms, behaviour, noise), ...script.slice(first)];
}

function pause(ms: number, { pingMs }: Behaviour, noise: WireNoise): Step {
  return {
    kind: 'pause',
    ms,
    ...(pingMs !== undefined && pingMs > 0 && { ping: { everyMs: pingMs, text: noise.ping } }),
  };
}

/** Where the token after the first `count` ones begins; an answer that is shorter is met at its last token. */
function tokenPosition(steps: Step[], count: number): number {
  let tokens = 0;
  let position = 0;
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'write' || step.tokens === 0) continue;
    position = index;
    if (tokens >= count) return position;
    tokens += step.tokens;
  }
  return position;
}

/** The marker that nothing more will come stays away; the answer itself is complete. */
function withoutLast(steps: Step[]): Step[] {
  const last = steps.at(-1);
  const before = steps.at(-2);
  if (last?.kind !== 'write' || before?.kind !== 'write') return steps;
  return [...steps.slice(0, -2), { ...before, isLast: true }];
}

function* endless(steps: Step[], noise: WireNoise): Generator<Step> {
  yield* steps.slice(0, tokenPosition(steps, Number.POSITIVE_INFINITY));
  const more: Step = { ...frame(noise.token(' on')), tokens: 1 };
  for (;;) yield more;
}

import type { Step } from '../steps.ts';

/** Lets tokens through at so many a second, counted anew after each pause; 0 lets everything through. */
export function createPace(tokensPerSecond: number) {
  let startedAt: number | undefined;
  let tokens = 0;
  return {
    isDue(stepTokens: number, now: number): boolean {
      if (tokensPerSecond === 0 || stepTokens === 0) return true;
      startedAt ??= now;
      return tokens <= ((now - startedAt) * tokensPerSecond) / 1000;
    },
    count(stepTokens: number) {
      tokens += stepTokens;
    },
    restart() {
      startedAt = undefined;
      tokens = 0;
    },
  };
}

type PauseStep = Extract<Step, { kind: 'pause' }>;

/** A silence, with or without pings in it. */
export function createPause() {
  let until = 0;
  let nextPingAt = Number.POSITIVE_INFINITY;
  let ping: PauseStep['ping'];
  return {
    begin(step: PauseStep, now: number) {
      until = now + step.ms;
      ping = step.ping;
      nextPingAt = ping ? now + ping.everyMs : Number.POSITIVE_INFINITY;
    },
    isOver: (now: number) => now >= until,
    /** The ping that is due now, or nothing. */
    takePing(now: number): string {
      if (!ping || now < nextPingAt) return '';
      nextPingAt = now + ping.everyMs;
      return ping.text;
    },
  };
}

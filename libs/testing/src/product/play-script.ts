import type { Product } from './start-product.ts';

/** A rule of the simulator's script; the README of libs/llm-providers has all its parts. */
export type ScriptRule = {
  name: string;
  when?: { lastText?: string; anyText?: string; tools?: string[]; offersTools?: boolean; toolResults?: number };
  answer: {
    reasoning?: string;
    text?: string;
    toolCalls?: { name: string; arguments: Record<string, unknown> }[];
  };
};

/** What the models say from now on, when a rule matches; no rules: what they say by themselves. */
export async function playScript({ simulatorUrl }: Product, rules: ScriptRule[]): Promise<void> {
  const response = await fetch(`${simulatorUrl}/simulator/script`, { method: 'POST', body: JSON.stringify({ rules }) });
  if (!response.ok) throw new Error(`The simulator refuses the script: ${await response.text()}`);
}

import type { ScriptInput } from '@smart-ai-hub/llm-providers';
import { task } from './task-folder.ts';

type ScriptRule = ScriptInput['rules'][number];

/** An agent's tools under its own names, and the arguments that it wants. `{{folder}}` is its working directory. */
export type AgentTools = {
  read: { name: string; arguments: Record<string, string> };
  edit: { name: string; arguments: Record<string, string> };
  run: { name: string; arguments: Record<string, string> };
  /** Finds the working directory in what the agent tells the model; without it paths are relative. */
  folder?: string;
};

/** The tool loop of the task: read, edit, run the check, report. Each step waits for what the step before must have brought. */
export function toolLoop({ read, edit, run, folder }: AgentTools): ScriptRule[] {
  const values = folder === undefined ? {} : { folder };
  return [
    {
      name: 'read',
      when: { tools: [read.name, edit.name, run.name], toolResults: 0, anyText: 'Fix add\\.mjs' },
      values,
      answer: { reasoning: 'First I look at the file.', text: 'I will read add.mjs.', toolCalls: [read] },
    },
    {
      name: 'edit',
      when: { toolResults: 1, lastText: 'return a - b' },
      values,
      answer: { text: 'It subtracts.', toolCalls: [edit] },
    },
    { name: 'check', when: { toolResults: 2 }, values, answer: { toolCalls: [run] } },
    { name: 'report', when: { toolResults: 3, lastText: task.passed }, answer: { text: task.report } },
  ];
}

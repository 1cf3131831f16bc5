import type { ClientEntry } from '../client-entry.ts';
import { aider } from './aider.ts';
import { claudeCode, claudeCodeCompact } from './claude-code.ts';
import { codex, codexBuiltIn } from './codex.ts';
import { libraries } from './libraries.ts';
import { opencodeAnthropic, opencodeCompatible, opencodeOpenAi } from './opencode.ts';

export const allClients: ClientEntry[] = [
  claudeCode,
  claudeCodeCompact,
  opencodeAnthropic,
  opencodeOpenAi,
  opencodeCompatible,
  codex,
  codexBuiltIn,
  aider,
  ...libraries,
];

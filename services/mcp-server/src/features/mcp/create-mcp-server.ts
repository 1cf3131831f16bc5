import { McpServer } from '@modelcontextprotocol/server';
import type { AskModelDeps } from '../ask-model/ask-model.ts';
import { registerAskModel } from '../ask-model/ask-model.tool.ts';
import type { BalanceRepository } from '../balance/balance.repository.ts';
import { registerGetBalance } from '../balance/get-balance.tool.ts';
import { registerListModels } from '../models/list-models.tool.ts';
import type { Answering } from './answer-tool.ts';
import type { Caller } from './caller.ts';

export type McpServerDeps = AskModelDeps & { balance: BalanceRepository; version: string; answer: Answering };

/** The tools of one caller. Made anew for each request, so that any replica can answer any of them. */
export function createMcpServer(deps: McpServerDeps, caller: Caller): McpServer {
  const server = new McpServer({ name: 'smart-ai-hub', title: 'Smart AI Hub', version: deps.version });
  registerListModels(server, deps.models, deps.answer);
  registerGetBalance(server, deps.balance, caller.identity, deps.answer);
  registerAskModel(server, deps, caller, deps.answer);
  return server;
}

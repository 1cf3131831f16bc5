import type { SimulatedCall } from '../simulated-call.ts';
import { createRandom, hashText, randomId } from './seeded-random.ts';
import type { TokenBudget } from './token-budget.ts';
import { countSimulatorTokens, splitTokens } from './tokens.ts';

/** A search of the web that the model makes before it speaks, with the page it finds. */
export type PlannedSearch = {
  id: string;
  query: string;
  /** What the model writes to search: the input of its call, as JSON. */
  inputTokens: string[];
  page: { title: string; url: string; text: string };
};

/** As many searches as are wished, where the caller offers them and no more often than they allow. */
export function planSearches(
  { maxSearches = 0 }: SimulatedCall,
  { subject, wished = 0, budget }: { subject: string; wished: number | undefined; budget: TokenBudget },
): PlannedSearch[] {
  const searches: PlannedSearch[] = [];
  for (let round = 1; round <= Math.min(wished, maxSearches); round += 1) {
    const query = `${subject} ${round}`;
    const inputTokens = budget.take(splitTokens(JSON.stringify({ query })));
    if (budget.isSpent()) break;
    const id = randomId('', 24, createRandom(hashText(query)));
    const page = {
      title: `Page ${round}`,
      url: `https://example.com/pages/${round}`,
      text: `What is known of ${subject}.`,
    };
    searches.push({ id, query, inputTokens, page });
  }
  return searches;
}

/** What searches bring is read by the model, and so is input. */
export function countFoundTokens(searches: PlannedSearch[]): number {
  return searches.reduce((sum, { page }) => sum + countSimulatorTokens(page.text), 0);
}

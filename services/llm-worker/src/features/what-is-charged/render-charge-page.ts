import { chargedOutcomes, chargeWords, type ChargedOutcome, type OutcomeName } from './charged-outcomes.ts';
import { providerFaults } from './provider-faults.ts';

const marks = (section: string) => [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`] as const;

function renderOutcomes(): string {
  const rows = Object.values(chargedOutcomes).map(
    ({ outcome, plain, streamed }) =>
      `| ${outcome} | ${chargeWords[plain]} | ${plain === streamed && plain !== 'nothing' ? 'the same' : chargeWords[streamed]} |`,
  );
  return ['| outcome | plain call | streamed call |', '| --- | --- | --- |', ...rows].join('\n');
}

function renderFaults(): string {
  const rows = providerFaults.map(({ fault, alone, code, withAnother }) => {
    const error = code === undefined ? '' : ` ([\`${code}\`](errors/${code}.md))`;
    const other = withAnother === alone ? 'the same' : inShort(withAnother);
    return `| ${fault} | ${inShort(alone)}${error} | ${other} |`;
  });
  return ['| the provider’s fault | outcome | when another model is allowed |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function inShort(name: OutcomeName): string {
  const { inShort: words, outcome }: ChargedOutcome = chargedOutcomes[name];
  return words ?? outcome;
}

/** The page with both tables as the tests have them; what stands outside of the marks is written by hand. */
export function renderChargePage(page: string): string {
  return replace(replace(page, 'outcomes', renderOutcomes()), 'faults', renderFaults());
}

function replace(page: string, section: string, text: string): string {
  const [begin, end] = marks(section);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page lacks ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}

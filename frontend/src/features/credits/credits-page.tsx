import Box from '@mui/material/Box';
import type { Balance } from '@smart-ai-hub/contracts';
import { useBalanceQuery } from '../../shared/api/hub-api.ts';
import { Credits } from '../../shared/ui/credits.tsx';
import { formatDollars } from '../../shared/ui/format.ts';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { StatCard } from '../../shared/ui/stat-card.tsx';
import { AutoTopUp } from './auto-top-up.tsx';
import { BuyCredits } from './buy-credits.tsx';
import { Ledger } from './ledger.tsx';
import { Payments } from './payments.tsx';
import { RedeemCode } from './redeem-code.tsx';
import { Statements } from './statements.tsx';

const columns = { xs: '1fr', sm: 'repeat(3, 1fr)' };
const columnsWithDebt = { xs: '1fr', sm: '1fr 1fr', md: 'repeat(4, 1fr)' };

function Figures({ balance }: { balance: Balance | undefined }) {
  const debt = balance?.debt ?? 0;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: debt > 0 ? columnsWithDebt : columns }}>
      <StatCard
        label="Balance"
        value={balance && <Credits amount={balance.balance} />}
        note={balance && `available and held together, ≈ ${formatDollars(balance.balance)}`}
      />
      <StatCard
        label="Available"
        value={balance && <Credits amount={balance.available} />}
        note="what new calls can use"
      />
      <StatCard
        label="Held"
        value={balance && <Credits amount={balance.held} />}
        note="set aside for calls that are running; what they do not need comes back"
      />
      {debt > 0 && (
        <StatCard label="Owed" value={<Credits amount={debt} />} note="paid first by whatever comes in next" />
      )}
    </Box>
  );
}

export function CreditsPage() {
  const { data, error, refetch } = useBalanceQuery();
  return (
    <Page>
      <PageHeading title="Credits" description="1 credit is worth US$ 0.10." />
      {error && !data ? <QueryProblem error={error} onRetry={() => void refetch()} /> : <Figures balance={data} />}
      <BuyCredits debt={data?.debt ?? 0} />
      <AutoTopUp />
      <RedeemCode />
      <Payments />
      <Statements />
      <Ledger />
    </Page>
  );
}

import Box from '@mui/material/Box';
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

export function CreditsPage() {
  const { data, error, refetch } = useBalanceQuery();
  return (
    <Page>
      <PageHeading title="Credits" description="1 credit is worth US$ 0.10." />
      {error && !data ? (
        <QueryProblem error={error} onRetry={() => void refetch()} />
      ) : (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: 'repeat(3, 1fr)' } }}>
          <StatCard
            label="Balance"
            value={data && <Credits amount={data.balance} />}
            note={data && `available and held together, ≈ ${formatDollars(data.balance)}`}
          />
          <StatCard
            label="Available"
            value={data && <Credits amount={data.available} />}
            note="what new calls can use"
          />
          <StatCard
            label="Held"
            value={data && <Credits amount={data.held} />}
            note="set aside for calls that are running; what they do not need comes back"
          />
        </Box>
      )}
      <BuyCredits />
      <AutoTopUp />
      <RedeemCode />
      <Payments />
      <Statements />
      <Ledger />
    </Page>
  );
}

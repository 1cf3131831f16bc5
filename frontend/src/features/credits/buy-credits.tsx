import Box from '@mui/material/Box';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { paymentEndpoints } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import type { z } from 'zod';
import { useCheckoutMutation, usePackagesQuery } from '../../shared/api/hub-api.ts';
import { formatCount, formatPrice } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { describeDebtAfter, savingOf } from './describe-payment.ts';

type PackagesAnswer = z.output<NonNullable<typeof paymentEndpoints.listPackages.response>>;
type CreditPackage = PackagesAnswer['packages'][number];

type PackageCardProps = {
  offer: CreditPackage;
  debt: number;
  isChosen: boolean;
  isBusy: boolean;
  onBuy: () => void;
};

function PackageCard({ offer: { name, credits, price }, debt, isChosen, isBusy, onBuy }: PackageCardProps) {
  const saving = savingOf(credits, price);
  const afterDebt = describeDebtAfter(credits, debt);
  return (
    <Card component="li" variant="outlined" sx={{ p: 2.5, display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {name}
      </Typography>
      <Typography sx={{ fontSize: '1.375rem', fontWeight: 620, letterSpacing: '-0.02em' }}>
        {formatCount(credits)} credits
      </Typography>
      <Typography variant="body2">
        {formatPrice(price)}
        {saving !== undefined && (
          <Box component="span" sx={{ color: 'success.main', fontWeight: 600 }}>
            {` · ${saving} less`}
          </Box>
        )}
      </Typography>
      {afterDebt !== undefined && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {afterDebt}
        </Typography>
      )}
      <Box sx={{ flex: 1, minHeight: 12 }} />
      <Button
        variant={isChosen ? 'contained' : 'outlined'}
        loading={isChosen && isBusy}
        disabled={isBusy}
        onClick={onBuy}
        aria-label={`Buy ${formatCount(credits)} credits for ${formatPrice(price)}`}
      >
        Buy
      </Button>
    </Card>
  );
}

function LoadingPackages() {
  return (
    <Box role="status" aria-label="Loading the packages" sx={grid}>
      {[0, 1, 2].map((place) => (
        <Skeleton key={place} variant="rounded" height={150} />
      ))}
    </Box>
  );
}

const grid = { display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: 'repeat(3, 1fr)' }, m: 0, p: 0 };

function SaveCard({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <FormControlLabel
      control={<Checkbox checked={checked} onChange={(_, next) => onChange(next)} />}
      label="Let the payment provider keep my card, so that I can switch on automatic top-ups later"
    />
  );
}

/** Begins a purchase, and leaves for the payment page. */
function useBuy() {
  const [begin, { error, originalArgs, isLoading, isSuccess }] = useCheckoutMutation();
  const buy = async (packageId: CreditPackage['id'], saveCard: boolean) => {
    const { data: begun } = await begin({ body: { packageId, saveCard } });
    if (begun) globalThis.location.assign(begun.url);
  };
  // The browser is on its way to the payment page until it leaves this one.
  return { buy, chosen: originalArgs?.body.packageId, isBusy: isLoading || isSuccess, error };
}

function Packages({ packages, debt }: { packages: readonly CreditPackage[]; debt: number }) {
  const [saveCard, setSaveCard] = useState(false);
  const { buy, chosen, isBusy, error } = useBuy();
  return (
    <>
      <Box component="ul" sx={{ ...grid, listStyle: 'none' }} aria-label="Packages">
        {packages.map((offer) => (
          <PackageCard
            key={offer.id}
            offer={offer}
            debt={debt}
            isChosen={chosen === offer.id}
            isBusy={isBusy}
            onBuy={() => void buy(offer.id, saveCard)}
          />
        ))}
      </Box>
      <SaveCard checked={saveCard} onChange={setSaveCard} />
      {error && <QueryProblem error={error} onRetry={() => chosen && void buy(chosen, saveCard)} />}
    </>
  );
}

/** The packages; a click leads to the payment page, which comes back to `/payment/success` or `/payment/cancel`. */
export function BuyCredits({ debt }: { debt: number }) {
  const { data, error, refetch } = usePackagesQuery();
  return (
    <Panel title="Buy credits" description="You pay on a page of our payment provider; we never see your card.">
      <Stack sx={{ gap: 2 }}>
        {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
        {!error && !data && <LoadingPackages />}
        {data?.provider === 'stand-in' && (
          <Alert severity="info" variant="outlined">
            This hub runs without a payment provider: the payment page is a stand-in, and no money moves.
          </Alert>
        )}
        {data?.provider === 'none' && (
          <Alert severity="info" variant="outlined">
            Credits are not sold here. The operator of this hub grants them.
          </Alert>
        )}
        {data && data.provider !== 'none' && <Packages packages={data.packages} debt={debt} />}
      </Stack>
    </Panel>
  );
}

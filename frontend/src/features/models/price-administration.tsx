import EditIcon from '@mui/icons-material/EditOutlined';
import Button from '@mui/material/Button';
import Pagination from '@mui/material/Pagination';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Model, PriceEntry } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useMeQuery, usePricesQuery } from '../../shared/api/hub-api.ts';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { EndPriceDialog } from './end-price-dialog.tsx';
import { PriceEntryRow } from './price-entry-row.tsx';
import { SetPriceDialog } from './set-price-dialog.tsx';

const PAGE_SIZE = 10;

function PriceBook({ model, onEnd }: { model: Model; onEnd: (price: PriceEntry) => void }) {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = usePricesQuery(
    { query: { model: model.id, page, limit: PAGE_SIZE } },
    { refetchOnMountOrArgChange: true },
  );
  const userId = useMeQuery().data?.user.id;
  if (error && !data) return <QueryProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton variant="rounded" height={52} aria-label="Loading the price book" />;
  if (data.total === 0) {
    return (
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        Nothing yet: the price is the one that this model was configured with.
      </Typography>
    );
  }
  return (
    <>
      <Stack
        component="ul"
        aria-label={`Price book of ${model.displayName}`}
        sx={{ listStyle: 'none', m: 0, p: 0, '& > li': { borderTop: 1, borderColor: 'divider' } }}
      >
        {data.prices.map((price) => (
          <PriceEntryRow key={price.id} price={price} userId={userId} onEnd={onEnd} />
        ))}
      </Stack>
      {data.totalPages > 1 && (
        <Pagination
          size="small"
          count={data.totalPages}
          page={page}
          onChange={(_, next) => setPage(next)}
          aria-label="Pages of the price book"
        />
      )}
    </>
  );
}

/** For administrators: what the price book says of a model, and a way to say something else. */
export function PriceAdministration({ model }: { model: Model }) {
  const [isSetting, setSetting] = useState(false);
  const [ending, setEnding] = useState<PriceEntry | null>(null);
  return (
    <Stack component="section" aria-label={`Administration of ${model.displayName}`} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography variant="h3">Price book</Typography>
        <Button size="small" variant="outlined" startIcon={<EditIcon />} onClick={() => setSetting(true)}>
          Set price
        </Button>
      </Stack>
      <PriceBook model={model} onEnd={setEnding} />
      {isSetting && <SetPriceDialog model={model} onClose={() => setSetting(false)} />}
      {ending && <EndPriceDialog price={ending} onClose={() => setEnding(null)} />}
    </Stack>
  );
}

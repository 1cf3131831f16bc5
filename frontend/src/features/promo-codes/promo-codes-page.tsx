import AddIcon from '@mui/icons-material/AddOutlined';
import PromoCodeIcon from '@mui/icons-material/LocalOfferOutlined';
import Button from '@mui/material/Button';
import type { PromoCode } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useDisablePromoCodeMutation, usePromoCodesQuery } from '../../shared/api/hub-api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { PagedList } from '../../shared/ui/paged-list.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { NewPromoCodeDialog } from './new-promo-code-dialog.tsx';
import { PromoCodeRow } from './promo-code-row.tsx';

const PAGE_SIZE = 20;

function EndDialog({ promoCode, onClose }: { promoCode: PromoCode; onClose: () => void }) {
  const [end, { error, isLoading }] = useDisablePromoCodeMutation();
  const confirm = async () => {
    const result = await end({ params: { id: promoCode.id } });
    if (!result.error) onClose();
  };
  return (
    <ConfirmDialog
      title={`End ${promoCode.code}?`}
      keep="Keep it"
      confirm="End the code"
      isLoading={isLoading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Nobody can redeem it any more, and that cannot be undone. What was redeemed stays.
    </ConfirmDialog>
  );
}

/** For administrators: promo codes, the newest first. */
export function PromoCodesPage() {
  const [page, setPage] = useState(1);
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<PromoCode | null>(null);
  const query = usePromoCodesQuery({ query: { page, limit: PAGE_SIZE } }, { refetchOnMountOrArgChange: true });
  return (
    <Page>
      <PageHeading
        title="Promo codes"
        description="Credits as a present, at once or with the next purchase. People redeem them on the page of their credits."
        action={
          <Button variant="contained" startIcon={<AddIcon />} onClick={() => setMaking(true)}>
            New promo code
          </Button>
        }
      />
      <Panel title="All promo codes" flush>
        <PagedList
          query={query}
          label="promo codes"
          one="promo code"
          page={page}
          onPage={setPage}
          empty={
            <EmptyState icon={<PromoCodeIcon />} title="No promo codes yet">
              A code can be redeemed as often, and as long, as you say.
            </EmptyState>
          }
        >
          {({ promoCodes }) => (
            <RowList label="Promo codes">
              {promoCodes.map((promoCode) => (
                <PromoCodeRow key={promoCode.id} promoCode={promoCode} onEnd={setEnding} />
              ))}
            </RowList>
          )}
        </PagedList>
      </Panel>
      {isMaking && <NewPromoCodeDialog onClose={() => setMaking(false)} />}
      {ending && <EndDialog promoCode={ending} onClose={() => setEnding(null)} />}
    </Page>
  );
}

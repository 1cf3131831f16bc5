import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { AllPayments } from './all-payments.tsx';
import { Reconciliations } from './reconciliations.tsx';

/** For administrators: what was paid, what went back, and whether the books agree with Stripe's. */
export function PaymentsPage() {
  return (
    <Page>
      <PageHeading title="Payments" description="What was paid for credits, and what went back." />
      <AllPayments />
      <Reconciliations />
    </Page>
  );
}

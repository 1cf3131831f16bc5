import { z } from 'zod';

export const packageIdSchema = z.enum(['starter', 'pro', 'business']);
export type PackageId = z.output<typeof packageIdSchema>;

/** What is sold: whole credits for whole cents (US$). Prices live here and nowhere else; what is paid is compared with them. */
export type CreditPackage = { id: PackageId; name: string; credits: number; priceCents: number };

export const creditPackages: Readonly<Record<PackageId, CreditPackage>> = {
  starter: { id: 'starter', name: 'Starter', credits: 100, priceCents: 1_000 },
  pro: { id: 'pro', name: 'Pro', credits: 1_000, priceCents: 8_000 },
  business: { id: 'business', name: 'Business', credits: 10_000, priceCents: 60_000 },
};

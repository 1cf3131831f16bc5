import type { Product } from '../start-product.ts';

export function describeBrowserJourney(_product: () => Product): void {}

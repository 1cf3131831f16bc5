import type { Figures } from '../scenario.ts';

export const renderFigures = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(', ');

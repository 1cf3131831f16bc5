import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { scenarios } from '../scenarios/all-scenarios.ts';
import { type FiguresRecord, figuresSchema, mergeRecords } from './figures-record.ts';
import { renderMeasures } from './render-measures.ts';
import { renderReliabilityPage } from './render-reliability-page.ts';
import { FIGURES, PAGE, PLOT } from './write-figures.ts';

const repository = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const recorded = figuresSchema.parse(JSON.parse(read(FIGURES)));

describe('the page of reliability', () => {
  it('shows the recorded figures, and no others', () => {
    expect(renderReliabilityPage(read(PAGE), recorded)).toBe(read(PAGE));
    expect(renderMeasures(recorded.full)).toBe(read(PLOT));
  });

  it('has quick figures of every scenario', () => {
    expect(recorded.quick.map(({ id }) => id)).toEqual(scenarios.map(({ id }) => id));
  });

  it('keeps the figures of a scenario until it is run again', () => {
    const record = (id: string, seed: number): FiguresRecord => ({
      ...{
        id,
        seed,
        isKept: true,
        figures: {},
        measures: [],
        seconds: 1,
        commit: 'c',
        date: '2026-11-26',
        machine: 'm',
      },
    });
    const merged = mergeRecords([record('A', 1), record('B', 1), record('gone', 1)], [record('B', 2)], ['B', 'A', 'C']);
    expect(merged.map(({ id, seed }) => `${id}${seed}`)).toEqual(['B2', 'A1']);
  });
});

import { withinLimit } from '../finding.ts';
import { defineScenario } from '../scenario.ts';
import { slowReaders, type SlowReadersReport } from '../slow-readers.ts';

type Size = { readers: number; seconds: number };

const MEBIBYTE = 2 ** 20;
const MEMORY = 'the memory of the gateway grows by no more than it may';
const OTHERS = 'other clients are answered as before, give or take a busy machine';
const STAYED = 'no slow reader is thrown out';
const MEMORY_LIMIT_MIB = 100;
const SLOWER_LIMIT = 5;

const growthMib = ({ growthBytes }: SlowReadersReport) => growthBytes / MEBIBYTE;
const slowdown = ({ othersBeforeMs, othersDuringMs }: SlowReadersReport) => othersDuringMs / othersBeforeMs;

export const starveReaders = defineScenario<Size, SlowReadersReport>({
  id: 'R7',
  promise: 'clients that read 100 bytes a second cost the gateway little memory and others nothing',
  quick: { readers: 40, seconds: 12 },
  full: { readers: 200, seconds: 60 },
  collect: ({ product }, size) =>
    slowReaders({ hubUrl: product.gateways[0], gatewayPid: product.member('api-gateway-1').pid(), ...size }),
  judge: (report) => [
    withinLimit(MEMORY, growthMib(report), MEMORY_LIMIT_MIB, 'MiB'),
    withinLimit(OTHERS, slowdown(report), SLOWER_LIMIT, 'times as long'),
    {
      promise: STAYED,
      seen: `${report.stillConnected} of ${report.readers}`,
      breaches: report.stillConnected === report.readers ? [] : ['some were'],
    },
  ],
  figures: (report) => ({
    readers: report.readers,
    growth: `${Math.round(growthMib(report))} MiB`,
    'others before': `${report.othersBeforeMs.toFixed(0)} ms`,
    'others meanwhile': `${report.othersDuringMs.toFixed(0)} ms`,
  }),
  measures: (report) => [
    { name: 'R7: slow readers make a gateway grow', seen: growthMib(report), promised: MEMORY_LIMIT_MIB, unit: 'MiB' },
  ],
  sample: () => ({
    ...{ readers: 2, stillConnected: 2, bytesRead: 200, growthBytes: MEBIBYTE },
    ...{ othersBeforeMs: 10, othersDuringMs: 11 },
  }),
  plants: [
    {
      bug: 'answers kept in memory',
      tamper: (report) => ({ ...report, growthBytes: 500 * MEBIBYTE }),
      breaks: [MEMORY],
    },
    { bug: 'others that wait', tamper: (report) => ({ ...report, othersDuringMs: 900 }), breaks: [OTHERS] },
    { bug: 'a reader that is thrown out', tamper: (report) => ({ ...report, stillConnected: 1 }), breaks: [STAYED] },
  ],
});

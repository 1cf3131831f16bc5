// `npm run chaos`: starts the product, takes parts of it away under load, and proves from outside that its promises held.
//   npm run chaos [-- --full] [--only R1,R4] [--seed 1] [--write]
import { createWriter } from './report/print-results.ts';
import { readOptions } from './read-options.ts';
import { runScenarios } from './run-scenarios.ts';
import { readHubConfig } from '../hub/config.ts';
import { openProduct, type Product } from './product/open-product.ts';

const options = readOptions(process.argv.slice(2));
const writer = createWriter();
const opened: { product?: Product } = {};
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (isEnding) return;
    isEnding = true;
    writer.tell('Ending everything …');
    void (opened.product?.close() ?? Promise.resolve()).finally(() => process.exit(130));
  });
}
const config = readHubConfig();
writer.tell('Starting the product …');
const product = await openProduct(config);
opened.product = product;
try {
  const results = await runScenarios(product, options, writer);
  writer.showTable(results);
  if (options.write) writer.writeDocs(results, options, config.repository);
  if (results.some(({ isKept }) => !isKept)) process.exitCode = 1;
} finally {
  if (!isEnding) await product.close();
}

export default async function tearDown() {
  const stores = await globalThis.testStores;
  globalThis.testStores = undefined;
  await stores?.stop();
}

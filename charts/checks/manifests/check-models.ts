import { type Json, type JsonObject, type Manifest, isObject } from './manifest.ts';

/** Where the models of an API group are: generated from the API server's own OpenAPI document and from the CRDs of each project. */
const packages: Record<string, string> = {
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'keda.sh': '@kubernetes-models/keda',
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'external-secrets.io': '@kubernetes-models/external-secrets',
};

type Model = { prototype: { validate(this: object): void } };

async function modelOf({ apiVersion, kind }: Manifest): Promise<Model | undefined> {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const models = (await import(`${packages[group] ?? 'kubernetes-models'}/${apiVersion}`)) as Record<string, Model>;
  return models[kind];
}

type Watched = { path: string; keys: string[]; read: Set<string>; isListed: boolean };

/**
 * A copy that notes which members are looked at. A model's validator asks each object for every member that it knows, and goes through the keys
 * of a free map; what it never asked for it does not know.
 */
function watch(value: Json | undefined, path: string, seen: Watched[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => watch(item, `${path}[${index}]`, seen));
  if (!isObject(value)) return value;
  const watched: Watched = { path, keys: Object.keys(value), read: new Set(), isListed: false };
  seen.push(watched);
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, watch(item, `${path}.${key}`, seen)]),
  );
  return new Proxy(copy, {
    get(target, key) {
      watched.read.add(String(key));
      return Reflect.get(target, key) as unknown;
    },
    ownKeys(target) {
      watched.isListed = true;
      return Reflect.ownKeys(target);
    },
  });
}

function unknownMembers(body: JsonObject, validate: (this: object) => void): string[] {
  const seen: Watched[] = [];
  validate.call(watch(body, '', seen) as object);
  return seen
    .filter(({ isListed }) => !isListed)
    .flatMap(({ path, keys, read }) => keys.filter((key) => !read.has(key)).map((key) => `${path}.${key}`.slice(1)));
}

/** What the API server would refuse or, worse, drop without a word: wrong types, missing members, members that do not exist. */
export async function checkModel(manifest: Manifest): Promise<string[]> {
  const who = `${manifest.kind} ${manifest.name}`;
  const model = await modelOf(manifest).catch(() => undefined);
  if (model === undefined) return [`${who}: there is no ${manifest.apiVersion} ${manifest.kind}`];
  try {
    return unknownMembers(manifest.body, model.prototype.validate).map((path) => `${who}: ${path} does not exist`);
  } catch (error) {
    return [`${who}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

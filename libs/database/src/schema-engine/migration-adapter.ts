import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type PgAnswer = { fields?: { dataTypeID: number }[] };
/** What the adapter keeps private or protected and the engine needs mended. */
type AdapterInside = {
  client: pg.Pool;
  performIO(query: unknown): Promise<PgAnswer>;
  onError(error: unknown): never;
};

const OID_CHAR = 18;
const OID_BPCHAR = 1042;

/** adapter-pg 7.10 refuses the catalogue type "char", which introspection reads: it is shown as character(1) instead. */
function acceptCharColumns(adapter: Adapter, inside: AdapterInside): void {
  const performIO = inside.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let charColumns: number[] = [];
  inside.performIO = async (query) => {
    const answer = await performIO(query);
    charColumns = [];
    for (const [index, field] of (answer.fields ?? []).entries()) {
      if (field.dataTypeID !== OID_CHAR) continue;
      charColumns.push(index);
      field.dataTypeID = OID_BPCHAR;
    }
    return answer;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
}

function mend(adapter: Adapter): Adapter {
  const inside = adapter as unknown as AdapterInside;
  acceptCharColumns(adapter, inside);
  // adapter-pg splits scripts at every semicolon, which breaks function bodies: the script goes as one simple query,
  // which PostgreSQL runs as one transaction.
  adapter.executeScript = async (script) => {
    if (script.trim() === '') return;
    await inside.client.query(script).catch((error: unknown) => inside.onError(error));
  };
  return adapter;
}

export type MigrationAdapterOptions = { url: string; shadowDatabaseUrl?: string | undefined };

async function createShadowAdapter(options: MigrationAdapterOptions): Promise<Adapter> {
  const admin = new pg.Client({ connectionString: options.url });
  await admin.connect();
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const shadowUrl = new URL(options.url);
  shadowUrl.pathname = `/${name}`;
  const adapter = mend(await new PrismaPg({ connectionString: shadowUrl.href, max: 1 }).connect());
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    await admin.end();
  };
  return adapter;
}

/** adapter-pg as the schema engine needs it: whole scripts, catalogue columns, and a shadow database that is not the main one. */
export class MigrationAdapterFactory extends PrismaPg {
  private readonly migrationOptions: MigrationAdapterOptions;
  private readonly adapters: Adapter[] = [];

  constructor(options: MigrationAdapterOptions) {
    const schema = new URL(options.url).searchParams.get('schema');
    super({ connectionString: options.url, max: 1 }, schema === null ? {} : { schema });
    this.migrationOptions = options;
  }

  override async connect(): Promise<Adapter> {
    const adapter = mend(await super.connect());
    this.adapters.push(adapter);
    return adapter;
  }

  /** The engine frees its memory but not its connections: this closes them. */
  async close(): Promise<void> {
    for (const adapter of this.adapters.splice(0)) await adapter.dispose();
  }

  override async connectToShadowDb(): Promise<Adapter> {
    const { shadowDatabaseUrl } = this.migrationOptions;
    if (shadowDatabaseUrl === undefined) return createShadowAdapter(this.migrationOptions);
    return mend(await new PrismaPg({ connectionString: shadowDatabaseUrl, max: 1 }).connect());
  }
}

/** A program that an image runs unless it is told another one. */
type Program = { entry: string; port?: number };

export type ImageDefinition = {
  name: string;
  /** The workspace it is made of, which also holds its Dockerfile. */
  workspace: string;
  title: string;
  /** Undefined: not a Node program. */
  program?: Program;
  maxMegabytes: number;
};

const SERVICE_MEGABYTES = 200;

function service(name: string, port: number): ImageDefinition {
  const workspace = `services/${name}`;
  const program = { entry: `${workspace}/src/main.ts`, port };
  return { name, workspace, title: `Smart AI Hub: ${name}`, program, maxMegabytes: SERVICE_MEGABYTES };
}

/** Every image of a release. The charts know them by these names. */
export const images: readonly ImageDefinition[] = [
  service('api-gateway', 3000),
  service('auth-service', 3001),
  service('core-service', 3002),
  service('mcp-server', 3003),
  service('llm-worker', 3004),
  {
    name: 'database-migrations',
    workspace: 'libs/database',
    title: 'Smart AI Hub: migrations of its database',
    program: { entry: 'libs/database/src/migrate/main.ts' },
    maxMegabytes: SERVICE_MEGABYTES,
  },
  { name: 'frontend', workspace: 'frontend', title: 'Smart AI Hub: web app', maxMegabytes: 60 },
];

export const dockerfileOf = ({ workspace }: ImageDefinition): string => `${workspace}/Dockerfile`;

import type { ScriptInput } from '@smart-ai-hub/llm-providers';

type ScriptRule = ScriptInput['rules'][number];

/** How a client gets here: packages at exact versions, put into a cache folder outside the repository. */
export type Installation =
  | {
      kind: 'npm';
      packages: Record<string, string>;
      /** A program of a package that its own installation would run, below `node_modules`. */
      setup?: string;
    }
  | { kind: 'pip'; packages: Record<string, string> }
  /** A development dependency of this repository, at the version in package-lock.json. */
  | { kind: 'repository'; packages: string[] };

/** What a client is told. Nothing but the hub's address, a key, and a model where the client always wants one. */
export type Setting = {
  hubUrl: string;
  apiKey: string;
};

/** Where things are while a client runs. */
export type Place = Setting & {
  /** The scratch folder with the task: the client's working directory. */
  folder: string;
  /** The address of a program of the client, as it was installed. */
  program(name: string): string;
  /** The address of one of our own programs, which use the client as a library. */
  own(file: string): string;
};

/** Data about one client: how to get it, what it is told, what the model will say, and what has to come of it. */
export type ClientEntry = {
  id: string;
  title: string;
  installation: Installation;
  /** The whole environment, beside PATH and an empty HOME. */
  environment(setting: Setting): Record<string, string>;
  /** One after the other, until one fails. */
  commands(place: Place): string[][];
  /** The model's part. Each rule has to be met at least once, and no call may go without a rule. */
  script: ScriptRule[];
  /** What the commands have to print, in this order. */
  said: string[];
  /** Answers of the hub that are no success and yet belong to this client's way, as `GET /v1/responses 426`. */
  expectedRefusals?: string[];
};

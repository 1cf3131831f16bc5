/** A Redis (or Valkey) server program, and the environment it needs. */
export type RedisServer = { command: string; env: Record<string, string>; origin: string };

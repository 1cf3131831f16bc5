/** The group roles of the migration: what a service may do in the database, whatever login it connects with. */
export const databaseRoles = ['hub_gateway', 'hub_worker', 'hub_auth', 'hub_core'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

/** The start-up option that makes a connection act as the role from its first statement on. */
export const roleOption = (role: DatabaseRole | undefined): { options?: string } =>
  role === undefined ? {} : { options: `-c role=${role}` };

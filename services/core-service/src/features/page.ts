/** Which rows of a list are asked for: `page` counts from 1. */
export type Page = { page: number; limit: number };

/** The rows to pass over and to take. */
export function rowsOf({ page, limit }: Page): { skip: number; take: number } {
  return { skip: (page - 1) * limit, take: limit };
}

/** The members that every paged answer has beside its rows; a page behind the last one is empty, not an error. */
export function pageOf({ page, limit }: Page, total: number): { total: number; page: number; totalPages: number } {
  return { total, page, totalPages: Math.ceil(total / limit) };
}

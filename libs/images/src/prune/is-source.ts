const TESTS = /\.test\.tsx?$|(^|\/)(fixtures|test-support|jest|bench)(\/|$)/;
const MADE = /(^|\/)(node_modules|dist|dist-types|generated|coverage)(\/|$)/;
const PAPERS = /(^|\/)(README\.md|Dockerfile|tsconfig\.tsbuildinfo)$/;

/** Whether a file of a workspace, by its path within it, is part of the program: no tests, nothing that is made from something else. */
export const isSource = (path: string): boolean => !TESTS.test(path) && !MADE.test(path) && !PAPERS.test(path);

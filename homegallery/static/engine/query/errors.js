/** Errors of a query. */

/** @import { Problem } from '../../i18n/problems.js' */

/** The query cannot be understood. */
export class QueryError extends Error {
  /** @override */
  name = 'QueryError';

  /**
   * @param {Problem} problem
   * @param {number} column where, in code points from 1
   * @param {Record<string, string>} [params] of the problem's text
   * @param {string} [suggestion] a text that would fit there, "" if there is none
   */
  constructor(problem, column, params = {}, suggestion = '') {
    super(`${problem} at ${column}`);
    this.problem = problem;
    this.column = column;
    this.params = params;
    this.suggestion = suggestion;
  }
}

/** A value is not of the kind its key needs. */
export class UnfitValue extends Error {
  /** @override */
  name = 'UnfitValue';

  /**
   * @param {Problem} problem
   * @param {Record<string, string>} [params]
   */
  constructor(problem, params = {}) {
    super(problem);
    this.problem = problem;
    this.params = params;
  }
}

/** What the server wrote into the page. */

/**
 * @typedef {object} Page
 * @property {string} title
 * @property {string} base
 * @property {string} viewer
 * @property {string[]} disabled
 * @property {import('../engine/protocol.js').Limits} limits
 * @property {{indexName: string, downloadable: boolean}[]} sources
 * @property {import('../engine/protocol.js').Entry[]} entries the newest ones
 * @property {string} rootHash
 * @property {number} total
 * @property {string} version
 */

/** @returns {Page} */
function readPage() {
  const text = document.getElementById('state')?.textContent ?? '{}';
  return {
    title: 'Home Gallery',
    base: '/',
    viewer: '',
    disabled: [],
    limits: { similar: {}, faces: {} },
    sources: [],
    entries: [],
    rootHash: '',
    total: 0,
    version: '',
    ...JSON.parse(text),
  };
}

export const page = readPage();

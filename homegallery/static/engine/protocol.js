/**
 * What the main thread and the engine say to each other.
 *
 * Words: an *entry* is one photo or video with its sidecars. A *position* is a place in the current
 * query result, 0 first (the newest entry); next and previous photo are position + 1 and - 1.
 * A *month* is `YYYY-MM` of the entry's stored UTC date, the same digits queries and the server use.
 *
 * Requests are `{id, method, params}`, replies `{id, result}` or `{id, error}`, notices `{notice, …}`.
 * A result is frozen: positions, layout and cells of one `revision` fit together and stay valid while
 * months arrive. New data is announced by the notice `changed` and taken up by the next `query`.
 *
 * @module
 */

/**
 * Full entry as the server sends it (spec/webapp.md section 15); unknown keys are kept.
 * @typedef {Record<string, any> & {id: string, hash?: string, type: string, date: string}} Entry
 */

/**
 * @typedef {object} OpenParams
 * @property {string} base absolute URL of the gallery's root, ends with `/` (`document.baseURI`)
 * @property {string} viewer whose library this is; another viewer's stored library is wiped
 * @property {PageState} state what the page already knows
 *
 * @typedef {object} PageState
 * @property {string} rootHash
 * @property {number} total entries of the whole library
 * @property {Entry[]} entries the newest ones, newest first
 * @property {Limits} limits from where on pictures and faces are alike
 *
 * @typedef {object} Limits by the names of models as entries carry them, "" for the original's; what
 *   has no limit is never compared
 * @property {Record<string, SimilarityLimit>} similar
 * @property {Record<string, number>} faces Euclidean distances below which two are of one person
 *
 * @typedef {object} SimilarityLimit
 * @property {number} threshold hashes are similar if their cosine is at least this
 * @property {boolean} signed numbers come in pairs, the positive and the negative part of a coordinate
 *
 * @typedef {object} OpenResult
 * @property {number} total entries at hand (the page's own until `sync` brings more)
 */

/**
 * @typedef {object} SyncResult
 * @property {number} total entries at hand
 * @property {string} rootHash hash of the library at hand, "" before the first complete one
 * @property {boolean} offline true: the server did not answer, retries go on by themselves
 */

/**
 * @typedef {object} QueryParams
 * @property {string} text of the query language (docs/query.md); empty: everything
 *
 * @typedef {object} QueryError
 * @property {{key: import('../i18n/problems.js').Problem, params: Record<string, string>}} message a
 *   text of the page's language, and what to put into it
 * @property {number} column place in the text, in code points from 1
 * @property {string} [hint] a text that would fit there
 *
 * @typedef {object} QueryResult
 * @property {number} revision
 * @property {number} total entries found
 * @property {QueryError} [error] the text is not understood; the result before it stays in force
 */

/**
 * @typedef {object} LayoutParams
 * @property {number} width px the rows may fill
 * @property {number} viewportWidth px, decides the row heights (spec/webapp.md 4.1)
 * @property {number} gap px between cells, between rows and at the edges
 * @property {boolean} headers true: every month starts with a header and a new row, if the result
 *   is by date
 *
 * @typedef {object} Header
 * @property {string} month `YYYY-MM`
 * @property {number} top px
 * @property {number} height px
 * @property {number} first position of the month's first entry
 * @property {number} count entries of the month in the result
 * @property {string[]} places up to three, most frequent first
 *
 * @typedef {object} Layout
 * @property {number} revision of the result laid out
 * @property {number} total positions laid out
 * @property {number} height px of everything
 * @property {Float64Array} rowTop px, ascending, one per row
 * @property {Uint16Array} rowHeight px, one per row
 * @property {Uint32Array} rowFirst position of the first cell of each row, and `total` as last item
 * @property {Uint16Array} cellLeft px, one per position
 * @property {Uint16Array} cellWidth px, one per position
 * @property {Header[]} headers ascending by top; empty without `headers`
 */

/**
 * @typedef {object} CellsParams
 * @property {number} from first position
 * @property {number} to position behind the last one
 * @property {number} revision of the layout being drawn
 *
 * @typedef {object} CellsResult
 * @property {number} revision
 * @property {Cell[]} cells in order of position; empty when the revision is not the current one
 *
 * @typedef {object} Cell
 * @property {number} position
 * @property {string} id 40 hex digits; two entries may share it (same content at two places)
 * @property {string} shortId first 12 digits, used in URLs
 * @property {'image' | 'rawImage' | 'video' | 'unknown'} type
 * @property {number} date ms since 1970 UTC, 0 if unknown
 * @property {number} width px of the original, 0 if unknown
 * @property {number} height px of the original, 0 if unknown
 * @property {string} color `#rrggbb` to show before the photo, "" if unknown
 * @property {number} duration seconds, 0 for photos
 * @property {Preview[]} previews images by size, ascending; `files/` + path is their URL
 * @property {string} video storage path of the video preview, "" if there is none
 * @property {boolean} live a photo with a clip; its entry's `live` is the storage path
 * @property {boolean} similar can be compared with other photos
 * @property {number} recognised faces and objects
 * @property {string} city
 * @property {string} country
 * @property {string[]} tags
 *
 * @typedef {object} Preview
 * @property {number} size px of the longest edge
 * @property {string} path
 */

/**
 * @typedef {object} DetailsParams
 * @property {number[]} [positions] of the current result
 * @property {string[]} [ids] whole ids or prefixes, also of entries outside of the result
 *
 * @typedef {object} DetailsResult
 * @property {(Entry | null)[]} entries in the order asked; null: not in the library
 */

/**
 * @typedef {object} IndexOfParams
 * @property {string} id whole id or a prefix of it
 *
 * @typedef {object} IndexOfResult
 * @property {number} position -1: not in the current result
 */

/**
 * @typedef {object} ScrubberMonth
 * @property {string} month `YYYY-MM`
 * @property {number} top px of its header, without headers of its first row
 * @property {number} count
 *
 * @typedef {object} Scrubber
 * @property {number} revision
 * @property {number} height px of the whole layout
 * @property {ScrubberMonth[]} months in order of the result; empty before the first `layout`, and for a
 *   result that is not by date
 */

/**
 * @typedef {object} Methods
 * @property {(params: OpenParams) => Promise<OpenResult>} open
 * @property {(params?: {}) => Promise<SyncResult>} sync shows what is stored, then fetches what changed
 * @property {(params: QueryParams) => Promise<QueryResult>} query
 * @property {(params: LayoutParams) => Promise<Layout>} layout
 * @property {(params: CellsParams) => Promise<CellsResult>} cells
 * @property {(params: DetailsParams) => Promise<DetailsResult>} details
 * @property {(params: IndexOfParams) => Promise<IndexOfResult>} indexOf
 * @property {(params?: {}) => Promise<Scrubber>} scrubber
 */

/**
 * @typedef {{notice: 'progress', loaded: number, total: number}} ProgressNotice entries at hand of
 *   those expected; at most two a second, the last one has loaded = total
 * @typedef {{notice: 'changed', total: number, added: number, removed: number}} ChangedNotice the
 *   library changed: ask `query` and `layout` again; at most two a second
 * @typedef {{notice: 'offline', offline: boolean}} OfflineNotice
 * @typedef {{notice: 'refused'}} RefusedNotice the server asks to sign in again; all data was wiped
 * @typedef {ProgressNotice | ChangedNotice | OfflineNotice | RefusedNotice} Notice
 */

/**
 * @typedef {{id: number, method: keyof Methods, params: any}} Request
 * @typedef {{id: number, result: any} | {id: number, error: {name: string, message: string}}} Reply
 */

export {};

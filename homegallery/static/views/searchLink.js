import { html } from 'htm/preact';

import { search } from '../app/commands.js';
import { listHref } from '../app/router.js';

/**
 * A link to what a query finds, followed without loading the page.
 *
 * @param {object} props
 * @param {string} props.query
 * @param {string} props.label what it leads to
 * @param {string} [props.name] class
 * @param {Record<string, string>} [props.style]
 * @param {import('preact').ComponentChildren} [props.children] read out instead of the label, if any
 */
export function SearchLink({ query, label, name, style, children }) {
  const follow = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    search(query);
  };
  return html`<a
    class=${name}
    style=${style}
    href=${listHref(query)}
    title=${label}
    aria-label=${children ? undefined : label}
    onClick=${follow}
  >
    ${children}
  </a>`;
}

/**
 * Sends what the page writes to its console to the log of the server: for phones, whose console
 * nobody sees. Only with `?debugToken=…` in the address, and only if the server knows that token.
 */

import { url } from './url.js';

const METHODS = /** @type {const} */ (['debug', 'log', 'info', 'warn', 'error']);

export function startRemoteConsole() {
  const parameters = new URLSearchParams(location.search);
  const debugToken = parameters.get('debugToken');
  if (!debugToken) return;
  const debugSession = parameters.get('debugSession') ?? 'browser';
  const clientId = crypto.randomUUID?.() ?? String(Math.random());
  for (const method of METHODS) {
    const write = console[method].bind(console);
    console[method] = (...args) => {
      write(...args);
      send({ clientId, date: new Date().toISOString(), debugToken, debugSession, method: 'log', args: [method, ...args.map(String)] });
    };
  }
  addEventListener('error', ({ message }) => console.error(message));
  addEventListener('unhandledrejection', ({ reason }) => console.error(reason));
}

/** @param {object} line */
function send(line) {
  const headers = { 'Content-Type': 'application/json' };
  fetch(url('api/debug/console'), { method: 'POST', headers, body: JSON.stringify(line) }).catch(() => {});
}

/** A server of the tree API and a clock, both in the hands of the test. */

import { gzipSync } from 'node:zlib';
import { createTree } from './library.js';

export const BASE = 'http://gallery.test/photos/';

export class FakeServer {
  requests = [];
  /** Thrown or returned instead of an answer, by name of the object; `*` for all. */
  faults = new Map();

  /** @param {{packs?: boolean}} options packs: gzipped files for those who want them */
  constructor(entries, { packs = true } = {}) {
    this.packs = packs;
    this.publish(entries);
  }

  publish(entries) {
    this.entries = entries;
    this.tree = createTree(entries);
  }

  /** Names of the objects asked for since the last call. */
  take() {
    return this.requests.splice(0);
  }

  fetch = async (url, { headers }) => {
    const name = /^http:\/\/gallery\.test\/photos\/api\/database\/tree\/(\w+)\.json$/.exec(url)[1];
    this.requests.push(name);
    const fault = this.faults.get(name) ?? this.faults.get('*');
    if (fault) return fault(name);
    const object = name === 'root' ? this.tree.root : this.tree.objects.get(name);
    if (!object) return new Response('{}', { status: 404 });
    const packed = this.packs && headers.Accept.includes('application/gzip');
    return packed ? new Response(gzipSync(JSON.stringify(object))) : Response.json(object);
  };
}

export const networkError = () => {
  throw new TypeError('fetch failed');
};

export const status = (code) => () => new Response('{}', { status: code });

export class FakeClock {
  time = 0;
  timers = [];

  now = () => this.time;

  start = (action, delay) => {
    const timer = { at: this.time + delay, delay, action };
    this.timers.push(timer);
    return timer;
  };

  stop = (timer) => {
    this.timers = this.timers.filter((other) => other !== timer);
  };

  /** Runs what is due within the next `ms`. */
  pass(ms) {
    this.time += ms;
    const due = this.timers.filter(({ at }) => at <= this.time);
    this.timers = this.timers.filter(({ at }) => at > this.time);
    for (const { action } of due) action();
  }
}

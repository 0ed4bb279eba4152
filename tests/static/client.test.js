import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerRequest } from '../../homegallery/static/engine/answer.js';
import { Engine, EngineError, Superseded } from '../../homegallery/static/engine/client.js';
import { openEngine } from './support/engine.js';
import { createEntries } from './support/library.js';
import { FakeServer } from './support/server.js';

/** A worker whose answers the test gives. */
class FakePort extends EventTarget {
  sent = [];

  postMessage(message) {
    this.sent.push(message);
  }

  receive(data) {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  answer(request, result) {
    this.receive({ id: request.id, result });
  }
}

const settled = () => new Promise(setImmediate);

test('replies find their requests by number', async () => {
  const port = new FakePort();
  const engine = new Engine(port);
  const first = engine.indexOf({ id: 'aa' });
  const second = engine.indexOf({ id: 'bb' });
  port.answer(port.sent[1], { position: 2 });
  port.answer(port.sent[0], { position: 1 });
  assert.deepEqual(await Promise.all([first, second]), [{ position: 1 }, { position: 2 }]);
  assert.deepEqual(port.sent[0], { id: 1, method: 'indexOf', params: { id: 'aa' } });
});

test('a newer query supersedes the waiting one and the one under way', async () => {
  const port = new FakePort();
  const engine = new Engine(port);
  const queries = ['a', 'ab', 'abc'].map((text) => engine.query({ text }));
  assert.deepEqual(port.sent.map(({ params }) => params.text), ['a']);
  await assert.rejects(queries[1], Superseded);

  port.answer(port.sent[0], { revision: 1, total: 9 });
  await assert.rejects(queries[0], Superseded);
  await settled();
  assert.deepEqual(port.sent.map(({ params }) => params.text), ['a', 'abc']);
  port.answer(port.sent[1], { revision: 2, total: 3 });
  assert.deepEqual(await queries[2], { revision: 2, total: 3 });

  const later = engine.query({ text: 'x' });
  await settled();
  port.answer(port.sent[2], { revision: 3, total: 1 });
  assert.deepEqual(await later, { revision: 3, total: 1 });
});

test('an error of the engine rejects the request with its message', async () => {
  const port = new FakePort();
  const engine = new Engine(port);
  const asked = engine.sync();
  port.receive({ id: 1, error: { name: 'Error', message: 'The engine is not open yet' } });
  await assert.rejects(asked, new EngineError('The engine is not open yet'));
});

test('a worker that does not start rejects everything', async () => {
  const port = new FakePort();
  const engine = new Engine(port);
  const asked = engine.sync();
  port.dispatchEvent(Object.assign(new Event('error'), { message: 'no modules' }));
  await assert.rejects(asked, new EngineError('no modules'));
});

test('notices reach their listeners until these end', () => {
  const port = new FakePort();
  const engine = new Engine(port);
  const heard = [];
  const end = engine.on('changed', (notice) => heard.push(notice.total));
  engine.on('offline', (notice) => heard.push(notice.offline));
  port.receive({ notice: 'changed', total: 1, added: 1, removed: 0 });
  port.receive({ notice: 'offline', offline: true });
  end();
  port.receive({ notice: 'changed', total: 2, added: 1, removed: 0 });
  assert.deepEqual(heard, [1, true]);
});

test('over real messages, arrays of a layout are handed over', async () => {
  const server = new FakeServer(createEntries(100));
  const { gallery } = await openEngine(server);
  await gallery.sync();
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = async ({ data }) => {
    const { reply, transfer } = await answerRequest(gallery, data);
    port2.postMessage(reply, transfer);
  };
  const engine = new Engine(port1);
  port1.start();

  await engine.query({ text: '' });
  const params = { width: 1000, viewportWidth: 1000, gap: 4, headers: true };
  const layout = await engine.layout(params);
  assert.equal(layout.cellWidth.length, 100);
  assert.deepEqual(await engine.layout(params), layout);
  assert.equal((await engine.scrubber()).months.length, layout.headers.length);
  port1.close();
});

test('a request that fails is answered with the reason', async () => {
  const server = new FakeServer([]);
  const { gallery } = await openEngine(server);
  const { reply } = await answerRequest(gallery, { id: 7, method: 'layout', params: null });
  assert.equal(reply.id, 7);
  assert.equal(reply.error.name, 'TypeError');
});

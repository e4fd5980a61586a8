// SPDX-License-Identifier: Apache-2.0
// Streams from Node (@grpc/grpc-js): bulk load in both directions at once, and
// watching across connections that break.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import grpc from '@grpc/grpc-js';

import {call, loadApi, Sandbox, startRelay, startServer, temporaryFolder} from './harness.mjs';

const folder = temporaryFolder();
const api = loadApi(folder);
const sandbox = new Sandbox(path.join(folder, 'sandbox'));
const credentials = grpc.credentials.createInsecure();
let server, relay, screening, policy;

before(async () => {
  server = await startServer(path.join(folder, 'server'));
  relay = await startRelay(server.address);
  policy = await sandbox.load(api.v1, server.address);
  screening = new api.v1.Screening(server.address, credentials);
});

after(async () => {
  screening.close();
  relay.close();
  await server.stop();
  fs.rmSync(folder, {recursive: true});
});

const requestOf = (application, changes) => sandbox.request(
    'b01-ada', policy, {application_ref: application, ...changes});
const create = async (application) =>
    (await call(screening, 'CreateScreening', requestOf(application)))
        .screening.name;

async function bulk(requests) {
  const stream = screening.StreamScreenings({deadline: Date.now() + 120_000});
  for (const request of requests) stream.write(request);
  stream.end();
  const answers = [];
  for await (const answer of stream) answers.push(answer);
  return answers;
}

test('bulk load answers each request by its id', async () => {
  const requests = Array.from({length: 100}, (_, i) => requestOf(`bulk ${i}`));
  const answers = await bulk(requests);
  assert.deepEqual(
      answers.map((a) => a.request_id).sort(),
      requests.map((r) => r.request_id).sort());
  const byId = new Map(requests.map((r) => [r.request_id, r]));
  for (const {request_id, screening: reply} of answers) {
    assert.equal(
        reply.screening.application_ref, byId.get(request_id).application_ref);
  }
});

test('a duplicate gets the stored answer, a refusal ends nothing', async () => {
  const first = requestOf('first');
  const {screening: stored} = await call(screening, 'CreateScreening', first);
  const fault = requestOf('fault', {policy: 'tenants/demo/policies/none'});
  const last = requestOf('last');
  const answers = await bulk([first, fault, first, last]);
  assert.equal(answers.length, 4);
  const of = ({request_id}) =>
      answers.filter((a) => a.request_id === request_id);
  assert.deepEqual(
      of(first).map((a) => [a.screening.screening.name, a.screening.created]),
      [[stored.name, false], [stored.name, false]]);
  const [{error}] = of(fault);
  const info = error.details.find((d) => d.type_url.endsWith('.ErrorInfo'));
  assert.equal(
      api.definition['google.rpc.ErrorInfo'].deserialize(info.value).reason,
      'POLICY_NOT_FOUND');
  assert.equal(of(last)[0].screening.created, true);
});

test('watching goes on after broken connections and loses nothing', async () => {
  const seen = new Set();
  let token = '', events = 0;
  // Reads until `enough` or, after `cut`, the connection's end.
  async function watch(enough, cut = false) {
    const client = new api.v1.Screening(relay.address, credentials);
    const stream = client.WatchScreenings(
        {parent: 'tenants/demo', resume_token: token, heartbeat: {seconds: 1}},
        {deadline: Date.now() + 120_000});
    try {
      for await (const event of stream) {
        token = event.resume_token;
        ++events;
        if (event.revision === 1) seen.add(event.screening);
        if (!await enough()) continue;
        if (!cut) return;
        relay.cut();
      }
    } catch (error) {
      assert.equal(error.code, grpc.status.UNAVAILABLE, error);
      assert.ok(cut);
    } finally {
      stream.cancel();
      client.close();
    }
  }
  const created = [];
  const allSeen = () => created.every((name) => seen.has(name));
  for (let round = 0; round < 3; ++round) {
    const stands = events;
    let made = false;
    await watch(async () => {
      if (events > stands && allSeen() && !made) {
        made = true;
        for (let i = 0; i < 5; ++i) {
          created.push(await create(`watch ${round} ${i}`));
        }
      }
      return made && seen.has(created.at(-4));
    }, /*cut=*/ true);
    for (let i = 0; i < 5; ++i) {
      created.push(await create(`away ${round} ${i}`));
    }
  }
  await watch(allSeen);
  assert.deepEqual([...seen].filter((name) => created.includes(name)), created);
});

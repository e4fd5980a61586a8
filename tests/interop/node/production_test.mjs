// SPDX-License-Identifier: Apache-2.0
// An integrator's calls from Node (@grpc/grpc-js) as in production: TLS, and an
// API key that the operator made with the bootstrap key.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import grpc from '@grpc/grpc-js';

import {call, detailsOf, loadApi, Sandbox, startServer, temporaryFolder, tlsCredentials} from './harness.mjs';

const {status} = grpc;
const folder = temporaryFolder();
const api = loadApi(folder);
const sandbox = new Sandbox(path.join(folder, 'sandbox'));
let server, key, policy;

const start = (...settings) =>
    startServer(path.join(folder, 'server'), settings, {tls: true});

// One call on a connection of its own.
async function callWith(secret, service, method, request) {
  const client =
      new api.v1[service](server.address, tlsCredentials(server, secret));
  try {
    return await call(client, method, request);
  } finally {
    client.close();
  }
}

const create = (request, secret = key) =>
    callWith(secret, 'Screening', 'CreateScreening', request);
const requestOf = (application) =>
    sandbox.request('b01-ada', policy, {application_ref: application});

before(async () => {
  server = await start();
  const made = await callWith(server.bootstrapKey(), 'Admin', 'CreateKey', {
    label: 'interop',
    tenants: ['tenants/demo'],
    roles: ['ATS', 'POLICY_AUTHOR', 'APPROVER'],
  });
  key = made.secret;
  policy = await sandbox.load(
      api.v1, server.address, tlsCredentials(server, key));
});

after(async () => {
  await server.stop();
  fs.rmSync(folder, {recursive: true});
});

async function refused(promise) {
  const error = await promise.then(
      () => assert.fail('was not refused'), (error) => error);
  return {code: error.code, ...detailsOf(api, error)};
}

async function assertStoredAnswer(request, first) {
  const again = await create(request);
  assert.equal(again.created, false);
  assert.deepEqual({...again, created: true}, first);
}

test('a retry with the same request_id gets the stored answer', async () => {
  const request = requestOf('retry');
  const first = await create(request);
  assert.equal(first.created, true);
  await assertStoredAnswer(request, first);
});

test('calls without the key are refused', async () => {
  // The last character has bits that base64 does not use.
  const wrong = key.slice(0, -2) + (key.at(-2) === 'a' ? 'b' : 'a') + key.at(-1);
  const without = await refused(callWith(
      undefined, 'Screening', 'CreateScreening', requestOf('refused')));
  const other = await refused(create(requestOf('refused'), wrong));
  for (const [error, reason] of
           [[without, 'KEY_REQUIRED'], [other, 'KEY_REFUSED']]) {
    assert.equal(error.code, status.UNAUTHENTICATED);
    assert.equal(error.ErrorInfo.reason, reason);
    assert.equal(error.ErrorInfo.domain, 'prescreen');
    assert.equal(error.RetryInfo, undefined);
  }
});

test('a full disk says when to come back, and reads go on', async () => {
  const request = requestOf('before');
  const first = await create(request);
  await server.stop();
  server = await start('min_free=100%');
  const error = await refused(create(requestOf('after')));
  assert.equal(error.code, status.RESOURCE_EXHAUSTED);
  assert.equal(error.ErrorInfo.reason, 'DISK_LOW');
  const {seconds, nanos} = error.RetryInfo.retry_delay;
  assert.ok(Number(seconds) + nanos / 1e9 > 0);
  const {name, decision} = first.screening;
  const record = await callWith(key, 'Screening', 'GetScreening', {name});
  assert.deepEqual(record.decision, decision);
  await assertStoredAnswer(request, first);
});

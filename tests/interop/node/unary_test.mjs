// SPDX-License-Identifier: Apache-2.0
// An integrator's unary calls from Node (@grpc/grpc-js): create, retry, page,
// and the details of errors.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import grpc from '@grpc/grpc-js';

import {call, detailsOf, loadApi, Sandbox, startServer, temporaryFolder} from './harness.mjs';

const {status} = grpc;
const folder = temporaryFolder();
const api = loadApi(folder);
const sandbox = new Sandbox(path.join(folder, 'sandbox'));
let server, screening, policy;

before(async () => {
  // Few screenings under way, so that a crowd meets TOO_BUSY.
  server = await startServer(path.join(folder, 'server'), ['max_in_flight=4']);
  policy = await sandbox.load(api.v1, server.address);
  screening = new api.v1.Screening(
      server.address, grpc.credentials.createInsecure());
});

after(async () => {
  screening.close();
  await server.stop();
  fs.rmSync(folder, {recursive: true});
});

const create = (request) => call(screening, 'CreateScreening', request);
const requestOf = (application, changes) => sandbox.request(
    'b01-ada', policy, {application_ref: application, ...changes});

async function refused(promise) {
  const error = await promise.then(
      () => assert.fail('was not refused'), (error) => error);
  return {code: error.code, ...detailsOf(api, error)};
}

test('every bundle has the outcome that sandbox.json states', async () => {
  for (const bundle of sandbox.description.bundles) {
    const reply = await create(sandbox.request(bundle.name, policy));
    assert.equal(reply.screening.decision.outcome, bundle.outcome, bundle.name);
  }
});

test('a retry with the same request_id gets the stored answer', async () => {
  const request = requestOf('retry');
  const first = await create(request);
  assert.equal(first.created, true);
  const again = await create(request);
  assert.equal(again.created, false);
  assert.deepEqual({...again, created: true}, first);
});

test('a request_id with other content is refused by name', async () => {
  const request = requestOf('reuse');
  await create(request);
  const error = await refused(
      create({...request, documents: request.documents.slice(1)}));
  assert.equal(error.code, status.ALREADY_EXISTS);
  assert.equal(error.ErrorInfo.reason, 'REQUEST_ID_REUSED');
  assert.equal(error.ErrorInfo.domain, 'prescreen');
  assert.equal(error.RetryInfo, undefined);
});

test('new documents make the next revision', async () => {
  const request = requestOf('grow');
  const first = await create(
      {...request, documents: request.documents.slice(1)});
  const second = await create({...request, request_id: randomUUID()});
  assert.deepEqual([first.revision, second.revision], [1, 2]);
  assert.equal(second.screening.name, first.screening.name);
});

test('a field at fault is named', async () => {
  const error = await refused(create(requestOf('')));
  assert.equal(error.code, status.INVALID_ARGUMENT);
  assert.equal(error.ErrorInfo.reason, 'INVALID_FIELD');
  assert.deepEqual(
      error.BadRequest.field_violations.map((v) => v.field),
      ['application_ref']);
});

test('pages hold every screening once', async () => {
  const created = new Set();
  for (let i = 0; i < 5; ++i) {
    created.add((await create(requestOf(`page ${i}`))).screening.name);
  }
  const seen = [];
  let token = '', pages = 0;
  do {
    const page = await call(
        screening, 'ListScreenings',
        {parent: 'tenants/demo', page_size: 2, page_token: token});
    assert.ok(page.screenings.length <= 2);
    seen.push(...page.screenings.map((record) => record.name));
    token = page.next_page_token;
    ++pages;
  } while (token);
  assert.ok(pages >= 3);
  assert.equal(new Set(seen).size, seen.length);
  for (const name of created) assert.ok(seen.includes(name), name);
});

test('a busy server says when to come back', async () => {
  let busy;
  for (let round = 0; round < 20 && !busy; ++round) {
    const results = await Promise.allSettled(Array.from(
        {length: 16},
        (_, i) => create(sandbox.request(
            'b03-chloe', policy, {application_ref: `busy ${round} ${i}`}))));
    busy = results.find((result) => result.status === 'rejected');
  }
  assert.ok(busy, 'the server was never busy');
  assert.equal(busy.reason.code, status.RESOURCE_EXHAUSTED);
  const {ErrorInfo, RetryInfo} = detailsOf(api, busy.reason);
  assert.equal(ErrorInfo.reason, 'TOO_BUSY');
  const {seconds, nanos} = RetryInfo.retry_delay;
  const delay = Number(seconds) + nanos / 1e9;
  assert.ok(delay > 0 && delay <= 60, `${delay} s`);
});

// SPDX-License-Identifier: Apache-2.0
// A real server, a client made from the packed protos, a sandbox to load into
// it, and a connection that can be cut. The environment names two folders:
// PRESCREEN_SOURCE_DIR and PRESCREEN_BINARY_DIR.
import {execFileSync, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const source = process.env.PRESCREEN_SOURCE_DIR;
const binaries = process.env.PRESCREEN_BINARY_DIR;

export function temporaryFolder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'prescreen-interop-'));
}

// The packages of the packed protos; int64 as strings, enums by name.
export function loadApi(folder) {
  execFileSync(path.join(source, 'proto/pack.sh'), [folder]);
  const pack = path.join(folder, 'prescreen-protos');
  const files = fs.readdirSync(path.join(pack, 'prescreen/v1'))
                    .map((name) => `prescreen/v1/${name}`);
  const definition = protoLoader.loadSync(
      [...files, 'google/rpc/error_details.proto', 'google/rpc/status.proto'], {
        includeDirs: [pack],
        keepCase: true,
        longs: String,
        enums: String,
        defaults: true,
        oneofs: true,
      });
  return {definition, v1: grpc.loadPackageDefinition(definition).prescreen.v1};
}

// A server's key and its certificate for 127.0.0.1. The PEM.
function makeCertificate(folder) {
  fs.mkdirSync(folder, {recursive: true});
  const certificate = path.join(folder, 'cert.pem');
  execFileSync(
      'openssl',
      [
        'req', '-x509', '-newkey', 'ec', '-pkeyopt',
        'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=test',
        '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout',
        path.join(folder, 'key.pem'), '-out', certificate
      ],
      {stdio: 'ignore'});
  return fs.readFileSync(certificate);
}

// prescreend with a data folder of its own, on a port that was free. With
// `tls` it has a `certificate` (PEM) made now.
export async function startServer(folder, settings = [], {tls = false} = {}) {
  fs.mkdirSync(folder, {recursive: true});
  const tlsFolder = path.join(folder, 'tls');
  const certificate = tls ? makeCertificate(tlsFolder) : undefined;
  const config = path.join(folder, 'prescreend.yaml');
  fs.writeFileSync(config, `listen: 127.0.0.1:0
origin: interop.example/log
data: ${folder}/data
lock_path: ${folder}/lock/log.lock
tiles_path: ${folder}/tiles
chains: []
${tls ? `tls:\n  folder: ${tlsFolder}\n` : ''}`);
  const log = fs.openSync(path.join(folder, 'server.log'), 'a');
  const child = spawn(
      path.join(binaries, 'prescreend'),
      ['--config', config, ...settings.flatMap((s) => ['--set', s])],
      {stdio: ['ignore', 'pipe', log]});
  fs.closeSync(log);
  const ended = once(child, 'exit');
  const lines = readline.createInterface({input: child.stdout});
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  const match = /listening on ([^;]*);/.exec(line);
  if (!match) {
    throw new Error(fs.readFileSync(path.join(folder, 'server.log'), 'utf8'));
  }
  return {
    address: match[1],
    certificate,
    bootstrapKey() {
      const file = path.join(folder, 'data/bootstrap.key');
      return fs.readFileSync(file, 'utf8').split('\n')[0];
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      if (code !== 0) throw new Error(`prescreend ended with ${code}`);
    },
  };
}

// Of a client of a server with TLS, whose calls carry `key` if there is one.
export function tlsCredentials({certificate}, key) {
  const tls = grpc.credentials.createSsl(certificate);
  if (key === undefined) return tls;
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${key}`);
  return grpc.credentials.combineChannelCredentials(
      tls,
      grpc.credentials.createFromMetadataGenerator(
          (_, done) => done(null, metadata)));
}

// A unary call as a promise, within a minute.
export function call(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](
        request, {deadline: Date.now() + 60_000},
        (error, reply) => error ? reject(error) : resolve(reply));
  });
}

// A folder that `prescreen sandbox` wrote, and what its sandbox.json says.
export class Sandbox {
  constructor(folder) {
    execFileSync(path.join(binaries, 'prescreen'), ['sandbox', folder]);
    this.folder = folder;
    this.description = JSON.parse(this.read('sandbox.json'));
  }

  read(file) {
    return fs.readFileSync(path.join(this.folder, file));
  }

  // Catalogues and the policy, activated. The policy's name.
  async load(
      v1, address, credentials = grpc.credentials.createInsecure()) {
    const catalogues = new v1.Catalogues(address, credentials);
    for (const file of this.description.catalogues) {
      await call(
          catalogues, 'ImportCatalogue',
          {parent: 'tenants/demo', text: this.read(file).toString()});
    }
    const policies = new v1.Policies(address, credentials);
    const {file, id} = this.description.policy;
    const draft = await call(
        policies, 'CreatePolicy',
        {parent: 'tenants/demo', text: this.read(file).toString()});
    await call(policies, 'ActivatePolicy', {name: draft.name});
    catalogues.close();
    policies.close();
    return `tenants/demo/policies/${id}`;
  }

  // A CreateScreeningRequest of one bundle, as sandbox.json describes it.
  request(name, policy, changes = {}) {
    const bundle = this.description.bundles.find((b) => b.name === name);
    return {
      parent: policy.split('/policies/')[0],
      policy,
      request_id: randomUUID(),
      application_ref: bundle.application_ref,
      known_identifiers: bundle.known_identifiers,
      documents: bundle.documents.map(
          ({file, label}) => ({content: this.read(file), label})),
      as_of: {seconds: Date.parse(this.description.as_of) / 1000, nanos: 0},
      ...changes,
    };
  }
}

// The details of a failed call, by the last part of their type's name.
export function detailsOf({definition}, error) {
  const decode = (type, bytes) => definition[type].deserialize(bytes);
  const details = {};
  for (const bytes of error.metadata.get('grpc-status-details-bin')) {
    for (const any of decode('google.rpc.Status', bytes).details) {
      const type = any.type_url.split('/').pop();
      details[type.split('.').pop()] = decode(type, any.value);
    }
  }
  return details;
}

// A TCP relay to `address`, whose connections can be cut at any time.
export async function startRelay(address) {
  const [host, port] = address.split(':');
  const open = new Set();
  const relay = net.createServer((client) => {
    const server = net.connect(Number(port), host);
    for (const [from, to] of [[client, server], [server, client]]) {
      open.add(from);
      from.on('error', () => {});  // cut, or the other side was first
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return {
    address: `127.0.0.1:${relay.address().port}`,
    // Ends every connection at once; new ones are taken.
    cut() {
      for (const socket of open) socket.destroy();
    },
    close() {
      relay.close();
      this.cut();
    },
  };
}

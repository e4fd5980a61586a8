// SPDX-License-Identifier: Apache-2.0
// Credentials by issuers' libraries that are not ours, with fresh keys:
//   node issue.mjs FOLDER STATUS_URL
// writes FOLDER/{name}.jwt and {name}.json, and FOLDER/status/{name}.json for a
// web server whose root is STATUS_URL.
import {mkdirSync, writeFileSync} from 'node:fs';
import {createECDH, webcrypto} from 'node:crypto';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createSignCryptosuite as ecdsaJcs2019} from
  '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import {createSignCryptosuite as eddsaJcs2022} from
  '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {BitstringStatusList, createCredential as createStatusCredential,
  VC_BSL_VC_V2_CONTEXT} from '@digitalbazaar/vc-bitstring-status-list';
import {EdDSASigner, ES256KSigner, ES256Signer} from 'did-jwt';
import {createVerifiableCredentialJwt} from 'did-jwt-vc';
import * as jose from 'jose';
import jsigs from 'jsonld-signatures';

const [folder, statusUrl] = process.argv.slice(2);
const VC2 = 'https://www.w3.org/ns/credentials/v2';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

mkdirSync(`${folder}/status`, {recursive: true});

function write(name, content) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(`${folder}/${name}`, text);
}

function base58(bytes) {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
  return text;
}

const didKey = (...bytes) => `did:key:z${base58(bytes)}`;

function didJwk(jwk) {
  return `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
}

function credential(issuer, more = {}) {
  return {
    '@context': [VC2],
    id: 'urn:uuid:2f7c1e0a-5b5c-4a5c-9d3f-0d8a3f0c9b11',
    type: ['VerifiableCredential'],
    issuer,
    validFrom: '2026-01-02T03:04:05Z',
    credentialSubject: {id: 'did:example:holder', grade: 'Merit'},
    ...more
  };
}

// npm jose: `vc+jwt` and every algorithm that it signs with.
async function joseCredentials() {
  for(const alg of ['EdDSA', 'ES256', 'ES384', 'ES512', 'RS256', 'PS256']) {
    const {publicKey, privateKey} =
      await jose.generateKeyPair(alg, {extractable: true});
    const issuer = didJwk(await jose.exportJWK(publicKey));
    const jwt = await new jose.SignJWT(credential(issuer))
      .setProtectedHeader({alg, typ: 'vc+jwt', cty: 'vc', kid: `${issuer}#0`})
      .sign(privateKey);
    write(`jose-${alg.toLowerCase()}.jwt`, jwt);
  }
}

// did-jwt-vc: VCDM 1.1 in the `vc` claim.
async function didJwtVcCredentials() {
  const payload = {
    sub: 'did:example:holder',
    nbf: 1767323045,
    vc: {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      type: ['VerifiableCredential'],
      credentialSubject: {grade: 'Merit'}
    }
  };
  const ec = async (name, prefix, signer, alg) => {
    const ecdh = createECDH(name);
    ecdh.generateKeys();
    const secret = ecdh.getPrivateKey();
    const bytes = Buffer.concat([Buffer.alloc(32 - secret.length), secret]);
    const did = didKey(...prefix, ...ecdh.getPublicKey(null, 'compressed'));
    const jwt = await createVerifiableCredentialJwt(
      payload, {did, signer: signer(bytes), alg});
    write(`did-jwt-vc-${alg.toLowerCase()}.jwt`, jwt);
  };
  await ec('secp256k1', [0xe7, 0x01], ES256KSigner, 'ES256K');
  await ec('prime256v1', [0x80, 0x24], ES256Signer, 'ES256');
  const pair = await webcrypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const {d, x} = await webcrypto.subtle.exportKey('jwk', pair.privateKey);
  const did = didKey(0xed, 0x01, ...Buffer.from(x, 'base64url'));
  write('did-jwt-vc-eddsa.jwt', await createVerifiableCredentialJwt(
    payload, {did, signer: EdDSASigner(Buffer.from(d, 'base64url')), alg: 'EdDSA'}));
}

async function multikey(name) {
  const key = name === 'Ed25519' ? await Ed25519Multikey.generate() :
    await EcdsaMultikey.generate({curve: name});
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  return key;
}

async function sign(document, key, cryptosuite) {
  const proof = new DataIntegrityProof({signer: key.signer(), cryptosuite});
  return jsigs.sign(document, {
    suite: proof,
    purpose: new jsigs.purposes.AssertionProofPurpose(),
    documentLoader: async url => {
      throw new Error(`a JCS suite asked for ${url}`);
    }
  });
}

async function dataIntegrityCredentials() {
  for(const [curve, suite, name] of [
    ['Ed25519', eddsaJcs2022, 'eddsa-jcs-2022'],
    ['P-256', ecdsaJcs2019, 'ecdsa-jcs-2019-p256'],
    ['P-384', ecdsaJcs2019, 'ecdsa-jcs-2019-p384']]) {
    const key = await multikey(curve);
    write(`${name}.json`, await sign(credential(key.controller), key, suite()));
  }
}

// A list with one bit set, and two credentials that ask for its bits.
async function statusCredentials() {
  const key = await multikey('Ed25519');
  const id = `${statusUrl}/revocation.json`;
  const list = new BitstringStatusList({length: 131072});
  list.setStatus(94567, true);
  const unsigned = await createStatusCredential(
    {id, list, statusPurpose: 'revocation', context: VC_BSL_VC_V2_CONTEXT});
  const signed = await sign(
    {...unsigned, issuer: key.controller, validFrom: '2026-01-02T03:04:05Z'},
    key, eddsaJcs2022());
  write('status/revocation.json', signed);
  for(const [name, index] of [['good', '94566'], ['revoked', '94567']]) {
    const credentialStatus = {
      id: `${id}#${index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: index,
      statusListCredential: id
    };
    write(`bitstring-${name}.json`, await sign(
      credential(key.controller, {credentialStatus}), key, eddsaJcs2022()));
  }
}

await joseCredentials();
await didJwtVcCredentials();
await dataIntegrityCredentials();
await statusCredentials();

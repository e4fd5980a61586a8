# SPDX-License-Identifier: Apache-2.0
"""A real server, stubs made from the packed protos, a sandbox to load into it,
and a connection that can be cut. The environment names two folders:
PRESCREEN_SOURCE_DIR and PRESCREEN_BINARY_DIR.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid

import grpc

SOURCE = pathlib.Path(os.environ["PRESCREEN_SOURCE_DIR"])
BINARIES = pathlib.Path(os.environ["PRESCREEN_BINARY_DIR"])


def make_stubs(folder):
    """Packs the protos into `folder` and makes importable stubs of the pack."""
    subprocess.run([SOURCE / "proto/pack.sh", folder], check=True)
    pack = folder / "prescreen-protos"
    stubs = folder / "stubs"
    stubs.mkdir()
    plugin = shutil.which("grpc_python_plugin")
    protos = sorted(str(p.relative_to(pack)) for p in pack.rglob("*.proto"))
    subprocess.run(
        ["protoc", "-I.", f"--python_out={stubs}", f"--grpc_python_out={stubs}",
         f"--plugin=protoc-gen-grpc_python={plugin}", *protos],
        cwd=pack, check=True)
    sys.path.insert(0, str(stubs))


def make_certificate(folder):
    """A server's key and its certificate for 127.0.0.1. Returns the PEM."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=test",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
         folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, stderr=subprocess.DEVNULL)
    return (folder / "cert.pem").read_bytes()


class Server:
    """prescreend with a data folder of its own, on a port that was free. With
    `tls` it has a `certificate` (PEM) made now, otherwise None.
    """

    def __init__(self, folder, settings=(), listen="127.0.0.1:0", tls=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        tls_folder = self.folder / "tls"
        self.certificate = make_certificate(tls_folder) if tls else None
        config = self.folder / "prescreend.yaml"
        config.write_text(
            f"listen: {listen}\n"
            "origin: interop.example/log\n"
            f"data: {self.folder}/data\n"
            f"lock_path: {self.folder}/lock/log.lock\n"
            f"tiles_path: {self.folder}/tiles\n"
            "chains: []\n"
            + (f"tls:\n  folder: {tls_folder}\n" if tls else ""))
        command = [BINARIES / "prescreend", "--config", config]
        for setting in settings:
            command += ["--set", setting]
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
                                            stderr=log, text=True)
        line = self.process.stdout.readline()
        if "listening on " not in line:
            self.process.wait()
            raise RuntimeError((self.folder / "server.log").read_text())
        self.address = line.split("listening on ")[1].split(";")[0].strip()

    def bootstrap_key(self):
        text = (self.folder / "data/bootstrap.key").read_text()
        return text.split("\n")[0]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        if code != 0:
            raise RuntimeError(f"prescreend ended with {code}")


class Sandbox:
    """A folder that `prescreen sandbox` wrote, and what its sandbox.json says."""

    def __init__(self, folder, *arguments):
        self.folder = pathlib.Path(folder)
        subprocess.run([BINARIES / "prescreen", "sandbox", self.folder,
                        *arguments], check=True, stdout=subprocess.DEVNULL)
        self.description = json.loads(
            (self.folder / "sandbox.json").read_text())
        self.bundles = {b["name"]: b for b in self.description["bundles"]}

    def load(self, channel, tenant="tenants/demo"):
        """Catalogues and the policy, activated. Returns the policy's name."""
        from prescreen.v1 import (catalogue_pb2, catalogue_pb2_grpc, policy_pb2,
                                  policy_pb2_grpc)
        catalogues = catalogue_pb2_grpc.CataloguesStub(channel)
        for name in self.description["catalogues"]:
            catalogues.ImportCatalogue(catalogue_pb2.ImportCatalogueRequest(
                parent=tenant, text=(self.folder / name).read_text()))
        policies = policy_pb2_grpc.PoliciesStub(channel)
        policy = self.description["policy"]
        draft = policies.CreatePolicy(policy_pb2.CreatePolicyRequest(
            parent=tenant, text=(self.folder / policy["file"]).read_text()))
        policies.ActivatePolicy(
            policy_pb2.ActivatePolicyRequest(name=draft.name))
        return f"{tenant}/policies/{policy['id']}"

    def request(self, name, policy_name, /, **changes):
        """A CreateScreeningRequest of one bundle, as sandbox.json describes it."""
        from prescreen.v1 import screening_pb2
        bundle = self.bundles[name]
        request = screening_pb2.CreateScreeningRequest(
            parent=policy_name.split("/policies/")[0], policy=policy_name,
            request_id=str(uuid.uuid4()),
            application_ref=bundle["application_ref"],
            known_identifiers=[
                screening_pb2.KnownIdentifier(**identifier)
                for identifier in bundle["known_identifiers"]],
            documents=[
                screening_pb2.Document(
                    content=(self.folder / document["file"]).read_bytes(),
                    label=document["label"])
                for document in bundle["documents"]])
        request.as_of.FromJsonString(self.description["as_of"])
        for field, value in changes.items():
            setattr(request, field, value)
        return request


def details_of(error):
    """The details of a failed call, by the last part of their type's name."""
    from google.rpc import error_details_pb2, status_pb2
    trailers = dict(error.trailing_metadata() or ())
    status = status_pb2.Status()
    status.ParseFromString(trailers.get("grpc-status-details-bin", b""))
    details = {}
    for packed in status.details:
        name = packed.type_url.rsplit(".", 1)[-1]
        details[name] = getattr(error_details_pb2, name)()
        packed.Unpack(details[name])
    return details


class Relay:
    """A TCP relay to `address`, whose connections can be cut at any time."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self._target = (host, int(port))
        self._open = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Ends every connection at once; new ones are taken."""
        with self._lock:
            ends, self._open = self._open, set()
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was first

    def close(self):
        self._listener.close()
        self.cut()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            with self._lock:
                self._open |= {client, server}
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._copy, args=(source, sink),
                                 daemon=True).start()

    @staticmethod
    def _copy(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass  # cut
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other direction was first
            end.close()


def temporary_folder(test):
    """A folder that goes when the test (class) ends."""
    folder = tempfile.mkdtemp(prefix="prescreen-interop-")
    cleanup = getattr(test, "addClassCleanup", None) or test.addCleanup
    cleanup(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


def channel_to(address):
    """A channel of its own: none is shared behind one's back."""
    return grpc.insecure_channel(
        address, options=[("grpc.use_local_subchannel_pool", 1)])


def tls_channel_to(server, key=None):
    """A channel of its own to a server with TLS; its calls carry `key`."""
    credentials = grpc.ssl_channel_credentials(server.certificate)
    if key is not None:
        credentials = grpc.composite_channel_credentials(
            credentials, grpc.access_token_call_credentials(key))
    return grpc.secure_channel(
        server.address, credentials,
        options=[("grpc.use_local_subchannel_pool", 1)])

# SPDX-License-Identifier: Apache-2.0
"""An integrator's calls from Python (grpcio) as in production: TLS, and an API
key that the operator made with the bootstrap key.
"""
import unittest

import grpc

import harness


class ProductionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = harness.temporary_folder(cls)
        harness.make_stubs(folder)
        cls.sandbox = harness.Sandbox(folder / "sandbox")

    def setUp(self):
        self.folder = harness.temporary_folder(self)
        self.server = self.start()
        self.key = self.make_key()
        self.channel = self.connect(self.key)
        self.policy = self.sandbox.load(self.channel)

    def start(self, *settings):
        server = harness.Server(self.folder, settings, tls=True)
        self.addCleanup(server.stop)
        return server

    def connect(self, key=None):
        channel = harness.tls_channel_to(self.server, key)
        self.addCleanup(channel.close)
        return channel

    def make_key(self):
        from prescreen.v1 import admin_pb2, admin_pb2_grpc
        request = admin_pb2.CreateKeyRequest(
            label="interop", tenants=["tenants/demo"],
            roles=[admin_pb2.ATS, admin_pb2.POLICY_AUTHOR, admin_pb2.APPROVER])
        with self.connect(self.server.bootstrap_key()) as channel:
            return admin_pb2_grpc.AdminStub(channel).CreateKey(request).secret

    def request(self, **changes):
        return self.sandbox.request("b01-ada", self.policy, **changes)

    @staticmethod
    def create(channel, request):
        from prescreen.v1 import screening_pb2_grpc
        return screening_pb2_grpc.ScreeningStub(channel).CreateScreening(
            request, timeout=60)

    def assert_refused(self, channel, code, reason):
        """Whose details are returned."""
        with self.assertRaises(grpc.RpcError) as raised:
            self.create(channel, self.request(application_ref="refused"))
        details = harness.details_of(raised.exception)
        self.assertEqual(raised.exception.code(), code)
        self.assertEqual(details["ErrorInfo"].reason, reason)
        self.assertEqual(details["ErrorInfo"].domain, "prescreen")
        return details

    def assert_stored_answer(self, request, first):
        again = self.create(self.channel, request)
        self.assertFalse(again.created)
        again.created = True
        self.assertEqual(again, first)

    def test_retry_with_the_same_request_id_gets_the_stored_answer(self):
        request = self.request()
        first = self.create(self.channel, request)
        self.assertTrue(first.created)
        self.assert_stored_answer(request, first)

    def test_calls_without_the_key_are_refused(self):
        # The last character has bits that base64 does not use.
        other = "b" if self.key[-2] == "a" else "a"
        wrong = self.key[:-2] + other + self.key[-1]
        for key, reason in ((None, "KEY_REQUIRED"), (wrong, "KEY_REFUSED")):
            with self.subTest(reason):
                details = self.assert_refused(
                    self.connect(key), grpc.StatusCode.UNAUTHENTICATED, reason)
                self.assertNotIn("RetryInfo", details)

    def test_full_disk_says_when_to_come_back_and_reads_go_on(self):
        from prescreen.v1 import screening_pb2, screening_pb2_grpc
        request = self.request()
        first = self.create(self.channel, request)
        self.channel.close()
        self.server.stop()
        self.server = self.start("min_free=100%")
        self.channel = self.connect(self.key)
        details = self.assert_refused(
            self.channel, grpc.StatusCode.RESOURCE_EXHAUSTED, "DISK_LOW")
        delay = details["RetryInfo"].retry_delay.ToMilliseconds()
        self.assertGreater(delay, 0)
        record = screening_pb2_grpc.ScreeningStub(self.channel).GetScreening(
            screening_pb2.GetScreeningRequest(name=first.screening.name))
        self.assertEqual(record.decision, first.screening.decision)
        self.assert_stored_answer(request, first)


if __name__ == "__main__":
    unittest.main(verbosity=2)

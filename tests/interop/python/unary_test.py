# SPDX-License-Identifier: Apache-2.0
"""An integrator's unary calls from Python (grpcio): create, retry, page, and the
details of errors.
"""
import unittest
import uuid

import grpc

import harness


class UnaryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = harness.temporary_folder(cls)
        harness.make_stubs(folder)
        cls.sandbox = harness.Sandbox(folder / "sandbox")
        # Few screenings under way, so that a crowd meets TOO_BUSY.
        cls.server = harness.Server(folder / "server", ["max_in_flight=4"])
        cls.addClassCleanup(cls.server.stop)
        cls.channel = harness.channel_to(cls.server.address)
        cls.addClassCleanup(cls.channel.close)
        cls.policy = cls.sandbox.load(cls.channel)

    def setUp(self):
        from prescreen.v1 import screening_pb2_grpc
        self.screening = screening_pb2_grpc.ScreeningStub(self.channel)

    def request(self, name="b01-ada", **changes):
        changes.setdefault("application_ref", self.id())
        return self.sandbox.request(name, self.policy, **changes)

    def create(self, request):
        return self.screening.CreateScreening(request, timeout=60)

    def refused(self, request):
        with self.assertRaises(grpc.RpcError) as raised:
            self.create(request)
        return raised.exception

    def test_retry_with_the_same_request_id_gets_the_stored_answer(self):
        request = self.request()
        first = self.create(request)
        self.assertTrue(first.created)
        self.assertEqual(first.revision, 1)
        again = self.create(request)
        self.assertFalse(again.created)
        again.created = True
        self.assertEqual(again, first)

    def test_same_inputs_without_request_id_find_the_same_screening(self):
        first = self.create(self.request(request_id=""))
        again = self.create(self.request(request_id=""))
        self.assertFalse(again.created)
        self.assertEqual(again.screening.name, first.screening.name)

    def test_request_id_with_other_content_is_refused_by_name(self):
        request = self.request()
        self.create(request)
        del request.documents[-1]
        error = self.refused(request)
        self.assertEqual(error.code(), grpc.StatusCode.ALREADY_EXISTS)
        details = harness.details_of(error)
        self.assertEqual(details["ErrorInfo"].reason, "REQUEST_ID_REUSED")
        self.assertEqual(details["ErrorInfo"].domain, "prescreen")
        self.assertNotIn("RetryInfo", details)

    def test_new_documents_make_the_next_revision(self):
        request = self.request()
        kept = request.documents.pop()
        first = self.create(request)
        request.documents.append(kept)
        request.request_id = str(uuid.uuid4())
        second = self.create(request)
        self.assertEqual((first.revision, second.revision), (1, 2))
        self.assertEqual(second.screening.name, first.screening.name)

    def test_every_field_at_fault_is_named(self):
        request = self.request(application_ref="", request_id="not a UUID")
        error = self.refused(request)
        self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
        details = harness.details_of(error)
        self.assertEqual(details["ErrorInfo"].reason, "INVALID_FIELD")
        violations = details["BadRequest"].field_violations
        self.assertTrue(violations)
        for violation in violations:
            self.assertIn(violation.field, ("application_ref", "request_id"))
            self.assertTrue(violation.description)

    def test_unknown_policy_is_not_found_and_inactive_one_refused(self):
        from prescreen.v1 import policy_pb2, policy_pb2_grpc
        error = self.refused(self.request(policy="tenants/demo/policies/none"))
        self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(harness.details_of(error)["ErrorInfo"].reason,
                         "POLICY_NOT_FOUND")
        text = (self.sandbox.folder / "policy.yaml").read_text().replace(
            "id: senior-data-engineer-core", "id: only-a-draft")
        policy_pb2_grpc.PoliciesStub(self.channel).CreatePolicy(
            policy_pb2.CreatePolicyRequest(parent="tenants/demo", text=text))
        error = self.refused(
            self.request(policy="tenants/demo/policies/only-a-draft"))
        self.assertEqual(error.code(), grpc.StatusCode.FAILED_PRECONDITION)
        self.assertEqual(harness.details_of(error)["ErrorInfo"].reason,
                         "POLICY_NOT_ACTIVE")

    def test_pages_hold_every_screening_once(self):
        from prescreen.v1 import screening_pb2
        created = {
            self.create(self.request(application_ref=f"{self.id()} {i}"))
            .screening.name for i in range(7)}
        seen, token, pages = [], "", 0
        while True:
            page = self.screening.ListScreenings(
                screening_pb2.ListScreeningsRequest(
                    parent="tenants/demo", page_size=3, page_token=token),
                timeout=60)
            self.assertLessEqual(len(page.screenings), 3)
            seen += [record.name for record in page.screenings]
            pages += 1
            token = page.next_page_token
            if not token:
                break
        self.assertGreaterEqual(pages, 3)
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(created, set(seen))

    def test_token_of_another_request_is_refused(self):
        from prescreen.v1 import screening_pb2
        for i in range(2):
            self.create(self.request(application_ref=f"{self.id()} {i}"))
        page = self.screening.ListScreenings(
            screening_pb2.ListScreeningsRequest(
                parent="tenants/demo", page_size=1))
        with self.assertRaises(grpc.RpcError) as raised:
            self.screening.ListScreenings(screening_pb2.ListScreeningsRequest(
                parent="tenants/demo",
                page_token=page.next_page_token[:-2] + "AA"))
        self.assertEqual(raised.exception.code(),
                         grpc.StatusCode.INVALID_ARGUMENT)
        violations = harness.details_of(
            raised.exception)["BadRequest"].field_violations
        self.assertEqual([v.field for v in violations], ["page_token"])

    def test_busy_server_says_when_to_come_back(self):
        busy = None
        for attempt in range(20):
            calls = [
                self.screening.CreateScreening.future(
                    self.request("b03-chloe",
                                 application_ref=f"{self.id()} {attempt} {i}"),
                    timeout=60) for i in range(16)]
            # exception() waits for the call's end.
            errors = [call.exception() for call in calls]
            busy = next((error for error in errors if error), None)
            if busy:
                break
        self.assertIsNotNone(busy, "the server was never busy")
        self.assertEqual(busy.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        details = harness.details_of(busy)
        self.assertEqual(details["ErrorInfo"].reason, "TOO_BUSY")
        delay = details["RetryInfo"].retry_delay.ToMilliseconds()
        self.assertTrue(0 < delay <= 60_000, delay)

    def test_answer_can_be_read_again_with_its_receipt(self):
        from prescreen.v1 import receipt_pb2, receipt_pb2_grpc, screening_pb2
        reply = self.create(self.request())
        record = self.screening.GetScreening(
            screening_pb2.GetScreeningRequest(name=reply.screening.name))
        self.assertEqual(record.decision, reply.screening.decision)
        receipt = receipt_pb2_grpc.ReceiptsStub(self.channel).GetReceipt(
            receipt_pb2.GetReceiptRequest(name=record.receipt)).receipt
        self.assertEqual(receipt.state, reply.receipt_state)
        self.assertTrue(receipt.record)


if __name__ == "__main__":
    unittest.main(verbosity=2)

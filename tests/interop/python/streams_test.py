# SPDX-License-Identifier: Apache-2.0
"""Streams from Python (grpcio): bulk load in both directions at once, and
watching across connections that break.
"""
import unittest
import uuid

import grpc

import harness


class Watcher:
    """Keeps what a program must: the last token, and what it has seen."""

    def __init__(self):
        self.token, self.seen, self.events = "", [], 0

    def read(self, stream, until):
        while not until():
            event = next(stream)
            self.token = event.resume_token
            self.events += 1
            if event.revision == 1 and event.screening not in self.seen[-1:]:
                self.seen.append(event.screening)


class StreamsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = harness.temporary_folder(cls)
        harness.make_stubs(folder)
        cls.sandbox = harness.Sandbox(folder / "sandbox")
        cls.server = harness.Server(folder / "server")
        cls.addClassCleanup(cls.server.stop)
        cls.channel = harness.channel_to(cls.server.address)
        cls.addClassCleanup(cls.channel.close)
        cls.policy = cls.sandbox.load(cls.channel)

    def setUp(self):
        from prescreen.v1 import screening_pb2_grpc
        self.screening = screening_pb2_grpc.ScreeningStub(self.channel)
        self.relay = harness.Relay(self.server.address)
        self.addCleanup(self.relay.close)

    def request(self, number, name="b01-ada", **changes):
        return self.sandbox.request(
            name, self.policy, application_ref=f"{self.id()} {number}",
            **changes)

    def create(self, number):
        return self.screening.CreateScreening(
            self.request(number), timeout=60).screening.name

    def test_bulk_load_answers_each_request_by_its_id(self):
        requests = {}
        for i in range(100):
            request = self.request(i)
            requests[request.request_id] = request
        answers = {}
        for answer in self.screening.StreamScreenings(
                iter(requests.values()), timeout=120):
            self.assertNotIn(answer.request_id, answers)
            answers[answer.request_id] = answer
        self.assertEqual(set(answers), set(requests))
        names = {a.screening.screening.name for a in answers.values()}
        self.assertEqual(len(names), len(requests))
        for request_id, answer in answers.items():
            self.assertEqual(answer.screening.screening.application_ref,
                             requests[request_id].application_ref)

    def test_duplicate_gets_the_same_screening_and_refusal_ends_nothing(self):
        from google.rpc import error_details_pb2
        first, last = self.request("first"), self.request("last")
        reused = self.request("other content")
        reused.request_id = first.request_id
        fault = self.request("fault", policy="tenants/demo/policies/none")
        # First and its duplicates share an id, so the order of their answers
        # is not known; the first of them must be stored before `reused`.
        stored = self.screening.CreateScreening(first, timeout=60)
        answers = list(self.screening.StreamScreenings(
            iter([first, reused, fault, first, last]), timeout=120))
        self.assertEqual(len(answers), 5)
        of_first = [a for a in answers if a.request_id == first.request_id]
        same = [a for a in of_first if a.HasField("screening")]
        self.assertEqual(
            [(a.screening.screening.name, a.screening.created) for a in same],
            [(stored.screening.name, False)] * 2)
        refused = [a for a in of_first if a.HasField("error")]
        refused += [a for a in answers if a.request_id == fault.request_id]
        reasons = []
        for answer in refused:
            info = error_details_pb2.ErrorInfo()
            self.assertTrue(any(packed.Unpack(info)
                                for packed in answer.error.details))
            reasons.append(info.reason)
        self.assertEqual(reasons, ["REQUEST_ID_REUSED", "POLICY_NOT_FOUND"])
        done = [a for a in answers if a.request_id == last.request_id]
        self.assertTrue(done[0].screening.created)

    def test_bulk_load_cut_off_is_completed_by_sending_it_again(self):
        from prescreen.v1 import screening_pb2_grpc
        requests = [self.request(i) for i in range(80)]
        with harness.channel_to(self.relay.address) as channel:
            stream = screening_pb2_grpc.ScreeningStub(
                channel).StreamScreenings(iter(requests), timeout=120)
            with self.assertRaises(grpc.RpcError):
                for count, _ in enumerate(stream):
                    if count == 20:
                        self.relay.cut()
        answers = list(self.screening.StreamScreenings(
            iter(requests), timeout=120))
        self.assertEqual(len(answers), len(requests))
        self.assertTrue(all(a.screening.revision == 1 for a in answers))
        self.assertEqual(
            len({a.screening.screening.name for a in answers}), len(requests))

    def watch(self, channel, token=""):
        from google.protobuf import duration_pb2
        from prescreen.v1 import screening_pb2, screening_pb2_grpc
        return screening_pb2_grpc.ScreeningStub(channel).WatchScreenings(
            screening_pb2.WatchScreeningsRequest(
                parent="tenants/demo", resume_token=token,
                heartbeat=duration_pb2.Duration(seconds=1)), timeout=120)

    def test_watching_goes_on_after_broken_connections_and_loses_nothing(self):
        watcher = Watcher()
        created = []
        for cut in range(3):
            with harness.channel_to(self.relay.address) as channel:
                stream = self.watch(channel, watcher.token)
                # The stream stands, and what was made without it is seen.
                watcher.read(stream, until=lambda: watcher.events > 0
                             and set(created) <= set(watcher.seen))
                created += [self.create(f"{cut} {i}") for i in range(5)]
                watcher.read(stream, until=lambda: created[-4] in watcher.seen)
                self.relay.cut()
                with self.assertRaises(grpc.RpcError) as raised:
                    watcher.read(stream, until=lambda: False)
                self.assertEqual(raised.exception.code(),
                                 grpc.StatusCode.UNAVAILABLE)
            created += [self.create(f"cut {cut} {i}") for i in range(5)]
        with harness.channel_to(self.relay.address) as channel:
            stream = self.watch(channel, watcher.token)
            watcher.read(stream,
                         until=lambda: set(created) <= set(watcher.seen))
            stream.cancel()
        # At least once each; first sights in the order in which they were made.
        self.assertEqual(
            [n for n in dict.fromkeys(watcher.seen) if n in created], created)

    def test_events_of_one_screening_come_in_order(self):
        from prescreen.v1 import screening_pb2
        kinds = screening_pb2.ScreeningEvent
        with harness.channel_to(self.server.address) as channel:
            stream = self.watch(channel)
            self.assertEqual(next(stream).kind, kinds.HEARTBEAT)
            request = self.request("steps")
            kept = request.documents.pop()
            name = self.screening.CreateScreening(
                request, timeout=60).screening.name
            self.screening.AddCredentials(screening_pb2.AddCredentialsRequest(
                name=name, request_id=str(uuid.uuid4()), documents=[kept],
                as_of=request.as_of), timeout=60)
            self.screening.CancelScreening(
                screening_pb2.CancelScreeningRequest(name=name), timeout=60)
            steps = []
            for event in stream:
                if event.screening != name or event.kind == kinds.RECEIPT:
                    continue
                steps.append((kinds.Kind.Name(event.kind), event.revision))
                if event.kind == kinds.CANCELLED:
                    break
            stream.cancel()
        self.assertEqual(
            steps, [("REVISED", 1), ("REVISED", 2), ("CANCELLED", 2)])

    def test_resume_token_that_is_none_is_refused(self):
        with harness.channel_to(self.server.address) as channel:
            with self.assertRaises(grpc.RpcError) as raised:
                next(self.watch(channel, "not a token"))
        self.assertEqual(raised.exception.code(),
                         grpc.StatusCode.INVALID_ARGUMENT)
        violations = harness.details_of(
            raised.exception)["BadRequest"].field_violations
        self.assertEqual([v.field for v in violations], ["resume_token"])


if __name__ == "__main__":
    unittest.main(verbosity=2)

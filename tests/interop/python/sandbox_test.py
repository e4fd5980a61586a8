# SPDX-License-Identifier: Apache-2.0
"""What `prescreen sandbox` writes, loaded into a real server's demo tenant as
its sandbox.json says, gives the outcomes that it states.
"""
import functools
import http.server
import json
import pathlib
import re
import subprocess
import threading
import unittest

import harness


def load_and_screen(test, server, sandbox):
    """The outcome of each bundle."""
    from prescreen.v1 import screening_pb2, screening_pb2_grpc
    with harness.channel_to(server.address) as channel:
        policy = sandbox.load(channel)
        screening = screening_pb2_grpc.ScreeningStub(channel)
        outcomes = {}
        for name in sandbox.bundles:
            reply = screening.CreateScreening(
                sandbox.request(name, policy), timeout=60)
            test.assertTrue(reply.screening.sandbox)
            outcomes[name] = screening_pb2.Decision.Outcome.Name(
                reply.screening.decision.outcome)
        return outcomes


class SandboxTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = harness.temporary_folder(cls)
        harness.make_stubs(cls.folder)

    def start(self, *settings):
        server = harness.Server(self.folder / self.id(), settings)
        self.addCleanup(server.stop)
        return server

    def run_verb(self, *arguments):
        return subprocess.run(
            [harness.BINARIES / "prescreen", "sandbox", *arguments],
            capture_output=True, text=True, check=False)

    def expected(self, sandbox):
        return {name: bundle["outcome"]
                for name, bundle in sandbox.bundles.items()}

    def test_outcomes_hold_on_a_server_as_it_is(self):
        sandbox = harness.Sandbox(self.folder / "plain")
        outcomes = load_and_screen(self, self.start(), sandbox)
        self.assertEqual(outcomes, self.expected(sandbox))
        self.assertEqual(set(outcomes.values()), {"PASS", "REVIEW", "NOT_MET"})
        self.assertNotIn("status_lists", sandbox.description)

    def test_outcomes_hold_long_after_the_day(self):
        sandbox = harness.Sandbox(self.folder / "old", "--as-of", "2026-02-03")
        self.assertEqual(sandbox.description["as_of"], "2026-02-03T00:00:00Z")
        outcomes = load_and_screen(self, self.start(), sandbox)
        self.assertEqual(outcomes, self.expected(sandbox))

    def test_outcomes_hold_with_status_lists(self):
        folder = self.folder / "served"
        handler = functools.partial(QuietHandler, directory=folder / "status")
        web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.addCleanup(web.server_close)
        self.addCleanup(web.shutdown)
        threading.Thread(target=web.serve_forever, daemon=True).start()
        url = "http://127.0.0.1:%d" % web.server_port
        sandbox = harness.Sandbox(folder, "--status-url", url)
        self.assertEqual(sandbox.description["status_lists"],
                         {"folder": "status", "url": url})
        self.assertIn("b06-fatima", sandbox.bundles)
        server = self.start("fetch.allow_loopback=true",
                            "fetch.http_hosts=127.0.0.1")
        outcomes = load_and_screen(self, server, sandbox)
        self.assertEqual(outcomes, self.expected(sandbox))

    def test_every_file_is_named_and_every_credential_says_sample(self):
        sandbox = harness.Sandbox(self.folder / "named")
        listed = {"sandbox.json", "README.md", "policy.yaml",
                  *sandbox.description["catalogues"]}
        for bundle in sandbox.bundles.values():
            listed |= {document["file"] for document in bundle["documents"]}
        found = {str(path.relative_to(sandbox.folder))
                 for path in sandbox.folder.rglob("*") if path.is_file()}
        self.assertEqual(found, listed)
        readme = (sandbox.folder / "README.md").read_text()
        for name, bundle in sandbox.bundles.items():
            self.assertRegex(readme, f"`{name}/` .*{bundle['outcome']}")
        embedded = (sandbox.folder / "b01-ada/guild-design-review-lead.json")
        self.assertRegex(json.loads(embedded.read_text())["issuer"]
                         ["description"], "^SAMPLE: ")

    def test_layout_is_the_same_each_time(self):
        def layout(folder):
            sandbox = harness.Sandbox(folder, "--as-of", "2026-02-03")
            return {str(path.relative_to(folder)): path.stat().st_mode
                    for path in pathlib.Path(folder).rglob("*")}, (
                        sandbox.folder / "sandbox.json").read_bytes()
        self.assertEqual(layout(self.folder / "a"), layout(self.folder / "b"))

    def test_folder_that_is_not_empty_is_refused_and_left_alone(self):
        folder = self.folder / "full"
        folder.mkdir()
        (folder / "mine").write_text("x")
        result = self.run_verb(folder)
        self.assertEqual(result.returncode, 73)
        self.assertIn("it is not empty", result.stderr)
        self.assertEqual([path.name for path in folder.iterdir()], ["mine"])
        self.assertEqual(self.run_verb(folder / "mine").returncode, 73)
        (folder / "mine").unlink()
        self.assertEqual(self.run_verb(folder).returncode, 0)

    def test_day_that_is_none_or_to_come_is_wrong_use(self):
        for day in ("2026-13-01", "yesterday", "2999-01-01"):
            result = self.run_verb(self.folder / "never", "--as-of", day)
            self.assertEqual(result.returncode, 64, day)
            self.assertTrue(re.search("--as-of must be a day", result.stderr))
        self.assertFalse((self.folder / "never").exists())


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


if __name__ == "__main__":
    unittest.main(verbosity=2)

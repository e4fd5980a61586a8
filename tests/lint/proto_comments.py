#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails if something of the public API has no comment: a service, a method, a
message field, or an enum value that neither has one nor follows, without a
blank line, a value that has one.

Usage: proto_comments.py [PROTO_FOLDER]
"""
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

# Field numbers of FileDescriptorProto and below, as source locations name them.
MESSAGE, ENUM, SERVICE = 4, 5, 6
FIELD, NESTED_MESSAGE, NESTED_ENUM = 2, 3, 4
METHOD, VALUE = 2, 2


def compile_protos(folder):
    protos = sorted(str(path.relative_to(folder))
                    for path in (folder / "prescreen/v1").glob("*.proto"))
    with tempfile.NamedTemporaryFile() as output:
        subprocess.run(
            ["protoc", f"-I{folder}", "--include_source_info",
             f"--descriptor_set_out={output.name}", *protos], check=True)
        files = descriptor_pb2.FileDescriptorSet()
        files.ParseFromString(output.read())
    return files.file


class Checker:
    def __init__(self, file):
        self.file = file
        self.locations = {
            tuple(at.path): at for at in file.source_code_info.location}
        self.missing = []

    def has_comment(self, path):
        at = self.locations[path]
        return bool(at.leading_comments.strip() or at.trailing_comments.strip()
                    or any(c.strip() for c in at.leading_detached_comments))

    def line(self, path):
        return self.locations[path].span[0] + 1

    def need(self, path, name):
        if not self.has_comment(path):
            self.missing.append((self.line(path), name))

    def enum(self, enum, path, scope):
        commented, last = False, None
        for i, value in enumerate(enum.value):
            at = path + (VALUE, i)
            if self.has_comment(at):
                commented = True
            elif last is None or self.line(at) != last + 1:
                commented = False
            last = self.line(at)
            if not commented and value.number != 0:
                self.missing.append((last, f"{scope}{enum.name}.{value.name}"))

    def message(self, message, path, scope):
        scope += message.name + "."
        for i, field in enumerate(message.field):
            self.need(path + (FIELD, i), scope + field.name)
        for i, nested in enumerate(message.nested_type):
            if not nested.options.map_entry:
                self.message(nested, path + (NESTED_MESSAGE, i), scope)
        for i, enum in enumerate(message.enum_type):
            self.enum(enum, path + (NESTED_ENUM, i), scope)

    def check(self):
        for i, message in enumerate(self.file.message_type):
            self.message(message, (MESSAGE, i), "")
        for i, enum in enumerate(self.file.enum_type):
            self.enum(enum, (ENUM, i), "")
        for i, service in enumerate(self.file.service):
            self.need((SERVICE, i), service.name)
            for k, method in enumerate(service.method):
                self.need((SERVICE, i, METHOD, k),
                          f"{service.name}.{method.name}")
        return [f"{self.file.name}:{line}: {name} has no comment"
                for line, name in sorted(self.missing)]


def main():
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else (
        here / "../../proto")
    files = compile_protos(folder.resolve())
    missing = [line for file in files for line in Checker(file).check()]
    print("\n".join(missing))
    sys.exit(1 if missing or not files else 0)


if __name__ == "__main__":
    main()

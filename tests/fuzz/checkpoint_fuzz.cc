// SPDX-License-Identifier: Apache-2.0
// Signed notes, checkpoints, vkeys, the log identity and entry bundles.
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "anchor/log_identity.h"
#include "anchor/signed_note.h"
#include "anchor/tiles.h"
#include "base/check.h"

namespace {

using namespace prescreen::anchor;  // NOLINT(google-build-using-namespace)

constexpr absl::string_view kVkey =
    "prescreen.example/log1+ca0bf42d+"
    "AW84TGZUZqjHQnGj/ZWeuIEx/NhYOQjqFkrCnIWgqrYs";

void CheckText(absl::string_view text) {
  const auto checkpoint = ParseCheckpoint(text);
  if (checkpoint.ok()) PRESCREEN_CHECK(FormatCheckpoint(*checkpoint) == text);
  const auto verifier = ParseVkey(text);
  if (verifier.ok()) {
    PRESCREEN_CHECK(FormatVkey(verifier->name, verifier->public_key) == text);
  }
  const auto identity = ParseLogIdentity(text);
  if (identity.ok()) PRESCREEN_CHECK(FormatLogIdentity(*identity) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  static const NoteVerifier verifier = *ParseVkey(kVkey);
  const auto text = OpenNote(input, {verifier});
  if (text.ok()) CheckText(*text);
  CheckText(input);
  (void)OpenCheckpoint(input, {verifier});
  if (size > 0) {
    const auto entries = DecodeEntryBundle(input.substr(1), data[0]);
    if (entries.ok()) {
      PRESCREEN_CHECK(EncodeEntryBundle(*entries) == input.substr(1));
    }
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "anchor/file/journal_checker.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "anchor/file/journal_line.h"
#include "anchor/signed_note.h"

namespace prescreen::anchor::file {
namespace {

// Opened by any key of the log.
absl::StatusOr<JournalLine> Open(absl::string_view text,
                                 const LogIdentity& identity) {
  absl::StatusOr<JournalLine> line =
      absl::DataLossError("journal line: not signed by this log");
  for (const std::string& vkey : identity.vkeys) {
    const absl::StatusOr<NoteVerifier> verifier = ParseVkey(vkey);
    if (!verifier.ok()) continue;
    line = OpenJournalLine(text, *verifier);
    if (line.ok()) return line;
  }
  return line;
}

}  // namespace

std::vector<CheckLine> JournalChecker::Check(const v1::Attestation& attestation,
                                             const Checkpoint& anchored,
                                             const LogIdentity& identity) {
  if (!attestation.has_file()) return {};
  const std::string what = absl::StrCat("chain ", attestation.chain());
  absl::string_view text = attestation.file().line();
  if (!absl::ConsumeSuffix(&text, "\n")) {
    return {{CheckVerdict::kFalse, what, "journal line: no line feed"}};
  }
  const absl::StatusOr<JournalLine> line = Open(text, identity);
  if (!line.ok()) {
    return {{CheckVerdict::kFalse, what, std::string(line.status().message())}};
  }
  if (!(line->checkpoint == anchored)) {
    return {{CheckVerdict::kFalse, what,
             "journal line: of another tree than the anchored checkpoint"}};
  }
  return {{CheckVerdict::kHolds, what,
           absl::StrCat("LOCAL: the operator's own journal, signed by the log: "
                        "size ",
                        line->checkpoint.size, " at ",
                        absl::FormatTime("%Y-%m-%d %H:%M UTC",
                                         absl::FromUnixSeconds(line->time),
                                         absl::UTCTimeZone()),
                        "; never counts")}};
}

}  // namespace prescreen::anchor::file

// SPDX-License-Identifier: Apache-2.0
#include "anchor/file/file_chain.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "anchor/file/journal_line.h"
#include "base/status_macros.h"

namespace prescreen::anchor::file {
namespace {

constexpr mode_t kMode = 0600;

// True if `line`, with its line feed, stands in `lines`.
bool Contains(absl::string_view lines, absl::string_view line) {
  std::size_t at = 0;
  while ((at = lines.find(line, at)) != absl::string_view::npos) {
    if (at == 0 || lines[at - 1] == '\n') return true;
    ++at;
  }
  return false;
}

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

FileChain::FileChain(FileChainOptions options, const Ed25519PrivateKey& key,
                     FileSystem& files, const Clock& clock)
    : options_(std::move(options)),
      key_(key),
      verifier_{options_.origin, NoteKeyId(options_.origin, key.public_key()),
                key.public_key()},
      files_(files),
      clock_(clock) {}

absl::StatusOr<AnchorIdentity> FileChain::Describe() {
  AnchorIdentity identity;
  identity.caip2 = kFileChainId;
  identity.from = absl::ToUnixSeconds(clock_.Now());
  return identity;
}

absl::StatusOr<FileChain::Journal> FileChain::Read() {
  Journal journal;
  absl::StatusOr<std::string> content =
      files_.Read(options_.path, kMaxJournalBytes);
  if (absl::IsNotFound(content.status())) return journal;
  RETURN_IF_ERROR(content.status());
  const std::size_t complete = content->rfind('\n') + 1;  // 0 if none
  journal.has_torn_end = complete != content->size();
  journal.lines = *std::move(content);
  journal.lines.resize(complete);
  return journal;
}

absl::StatusOr<Digest32> FileChain::DigestOfLast(absl::string_view lines) {
  if (!absl::ConsumeSuffix(&lines, "\n")) return Digest32{};
  const absl::string_view last = lines.substr(lines.rfind('\n') + 1);
  const absl::StatusOr<JournalLine> line = OpenJournalLine(last, verifier_);
  if (!line.ok()) {
    return absl::DataLossError(
        absl::StrCat("journal: its last line: ", line.status().message()));
  }
  return Sha256(last);
}

absl::StatusOr<std::string> FileChain::Prepare(const Checkpoint& checkpoint) {
  if (checkpoint.origin != options_.origin) {
    return absl::InvalidArgumentError("checkpoint: of another log");
  }
  ASSIGN_OR_RETURN(const Journal journal, Read());
  JournalLine line;
  line.checkpoint = checkpoint;
  line.time = absl::ToUnixSeconds(clock_.Now());
  ASSIGN_OR_RETURN(line.previous, DigestOfLast(journal.lines));
  return SignJournalLine(line, key_);
}

absl::Status FileChain::Submit(absl::string_view prepared) {
  absl::string_view text = prepared;
  if (!absl::ConsumeSuffix(&text, "\n")) {
    return absl::InvalidArgumentError("journal line: no line feed");
  }
  ASSIGN_OR_RETURN(const JournalLine line, OpenJournalLine(text, verifier_));
  ASSIGN_OR_RETURN(const Journal journal, Read());
  // Known, but perhaps from before a crash and never synced.
  if (Contains(journal.lines, prepared)) return SyncJournal();
  ASSIGN_OR_RETURN(const Digest32 last, DigestOfLast(journal.lines));
  if (line.previous != last) {
    return absl::FailedPreconditionError(
        "journal: another line was appended since this one was prepared");
  }
  return Append(journal, prepared);
}

absl::Status FileChain::Append(const Journal& journal, absl::string_view line) {
  if (journal.has_torn_end) {
    return WriteFileAtomically(files_, options_.path,
                               absl::StrCat(journal.lines, line), kMode);
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<OpenFile> file,
                   files_.Open(options_.path, kMode));
  RETURN_IF_ERROR(file->Append(line));
  RETURN_IF_ERROR(file->Sync());
  return journal.lines.empty() ? files_.SyncDirectory(FolderOf(options_.path))
                               : absl::OkStatus();
}

absl::Status FileChain::SyncJournal() {
  ASSIGN_OR_RETURN(const std::unique_ptr<OpenFile> file,
                   files_.Open(options_.path, kMode));
  RETURN_IF_ERROR(file->Sync());
  return files_.SyncDirectory(FolderOf(options_.path));
}

absl::StatusOr<PollResult> FileChain::Poll(absl::string_view prepared) {
  absl::string_view text = prepared;
  if (!absl::ConsumeSuffix(&text, "\n")) {
    return absl::InvalidArgumentError("journal line: no line feed");
  }
  ASSIGN_OR_RETURN(const JournalLine line, OpenJournalLine(text, verifier_));
  ASSIGN_OR_RETURN(const Journal journal, Read());
  PollResult result;
  if (Contains(journal.lines, prepared)) {
    result.progress = Progress::kFinal;
    result.attestation.set_chain(kFileChainId);
    result.attestation.set_state(v1::Attestation::FINAL);
    result.attestation.mutable_file()->set_line(std::string(prepared));
    return result;
  }
  ASSIGN_OR_RETURN(const Digest32 last, DigestOfLast(journal.lines));
  if (line.previous != last) {
    return absl::FailedPreconditionError(
        "journal: another line was appended since this one was prepared");
  }
  result.progress = Progress::kLost;
  return result;
}

absl::Status FileChain::Verify(const v1::Attestation& attestation,
                               const Checkpoint& checkpoint) {
  if (attestation.chain() != kFileChainId || !attestation.has_file()) {
    return absl::DataLossError("attestation: not of this chain");
  }
  const std::string& line = attestation.file().line();
  const absl::StatusOr<JournalLine> opened =
      OpenJournalLine(absl::StripSuffix(line, "\n"), verifier_);
  if (!opened.ok() || !(opened->checkpoint == checkpoint)) {
    return absl::DataLossError("attestation: its line is not about this root");
  }
  ASSIGN_OR_RETURN(const Journal journal, Read());
  if (!absl::EndsWith(line, "\n") || !Contains(journal.lines, line)) {
    return absl::NotFoundError("journal: has no such line");
  }
  return absl::OkStatus();
}

}  // namespace prescreen::anchor::file

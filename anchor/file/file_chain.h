// SPDX-License-Identifier: Apache-2.0
// The local journal as a chain: an append-only file of signed lines
// (journal_line.h), each bound to the one before. LOCAL: who can write the file
// and has the key can write another one, so it proves nothing to outsiders.
#ifndef PRESCREEN_ANCHOR_FILE_FILE_CHAIN_H_
#define PRESCREEN_ANCHOR_FILE_FILE_CHAIN_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/chain.h"
#include "anchor/signed_note.h"
#include "base/clock.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/hash.h"
#include "base/file_system.h"

namespace prescreen::anchor::file {

inline constexpr char kFileChainId[] = "file:local";

// Hourly lines of 300 bytes fill it in 400 years.
inline constexpr std::uint64_t kMaxJournalBytes = 1u << 30;

struct FileChainOptions {
  std::string path;    // created with mode 0600; its folder must exist
  std::string origin;  // of the log; also the signer's name
};

// Not thread-safe. What a crash cut off the last line is overwritten by the
// next Submit. Errors of the file system pass through; after one of Sync the
// caller must exit (base/file_system.h). DataLoss: the last line is no signed
// line of this log.
class FileChain final : public Chain {
 public:
  // `key` is the log's; all three must outlive it.
  FileChain(FileChainOptions options, const Ed25519PrivateKey& key,
            FileSystem& files, const Clock& clock);

  std::string id() const override { return kFileChainId; }
  bool is_public() const override { return false; }
  absl::StatusOr<AnchorIdentity> Describe() override;
  absl::StatusOr<std::string> Prepare(const Checkpoint& checkpoint) override;
  // FailedPrecondition: another line was appended since Prepare.
  absl::Status Submit(absl::string_view prepared) override;
  absl::StatusOr<PollResult> Poll(absl::string_view prepared) override;
  absl::Status Verify(const v1::Attestation& attestation,
                      const Checkpoint& checkpoint) override;

 private:
  // What stands in the file up to its last line feed; "" if there is no file.
  struct Journal {
    std::string lines;
    bool has_torn_end = false;
  };
  absl::StatusOr<Journal> Read();
  // Opens the last of `lines`; the digest that the next line must name.
  absl::StatusOr<Digest32> DigestOfLast(absl::string_view lines);
  absl::Status Append(const Journal& journal, absl::string_view line);
  absl::Status SyncJournal();

  FileChainOptions options_;
  const Ed25519PrivateKey& key_;
  NoteVerifier verifier_;
  FileSystem& files_;
  const Clock& clock_;
};

}  // namespace prescreen::anchor::file

#endif  // PRESCREEN_ANCHOR_FILE_FILE_CHAIN_H_

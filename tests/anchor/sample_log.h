// SPDX-License-Identifier: Apache-2.0
// A log in memory, under the key of anchor/README.md's example, for tests.
#ifndef PRESCREEN_TESTS_ANCHOR_SAMPLE_LOG_H_
#define PRESCREEN_TESTS_ANCHOR_SAMPLE_LOG_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "anchor/leaf.h"
#include "anchor/log_identity.h"
#include "anchor/merkle.h"
#include "anchor/signed_note.h"
#include "anchor/tiles.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "prescreen/v1/receipt.pb.h"

namespace prescreen::anchor {

inline constexpr absl::string_view kSampleOrigin = "prescreen.example/log1";
inline constexpr absl::string_view kSampleVkey =
    "prescreen.example/log1+ca0bf42d+"
    "AW84TGZUZqjHQnGj/ZWeuIEx/NhYOQjqFkrCnIWgqrYs";
inline constexpr absl::string_view kSampleChain = "eip155:31337";
inline constexpr absl::string_view kSampleContract =
    "0x1111111111111111111111111111111111111111";
inline constexpr absl::string_view kSamplePublisher =
    "0x2222222222222222222222222222222222222222";

// The seed is SHA-256(`phrase`).
inline Ed25519PrivateKey SampleKey(absl::string_view phrase = "test key") {
  absl::StatusOr<Ed25519PrivateKey> key =
      Ed25519PrivateKey::FromSeed(AsBytes(Sha256(phrase)));
  PRESCREEN_CHECK(key.ok());
  return *std::move(key);
}

inline v1::Opening SampleSubject() {
  v1::Opening opening;
  opening.set_salt(std::string(32, '\x07'));
  opening.set_content(R"({"application_ref":"A-17","tenant":"demo"})");
  return opening;
}

inline std::string SampleRecord(std::uint64_t number) {
  const v1::Opening subject = SampleSubject();
  return absl::StrCat(
      R"({"log":")", kSampleOrigin, R"(","seq":)", number, R"(,"subject":")",
      Base64UrlEncode(AsBytes(Commit(subject.salt(), subject.content()))),
      R"(","typ":"prescreen-record","v":1})");
}

inline LogIdentity SampleIdentity(bool with_chain) {
  LogIdentity identity;
  identity.iat = 1760000000;
  identity.origin = std::string(kSampleOrigin);
  identity.vkeys = {std::string(kSampleVkey)};
  identity.cadence_seconds = 3600;
  identity.formats = {"prescreen-record/1", "tlog-tiles"};
  if (with_chain) {
    identity.anchors.push_back(AnchorIdentity{
        std::string(kSampleChain), std::string(kSampleContract),
        std::string(kSamplePublisher), 0, 1760000000, std::nullopt});
  }
  return identity;
}

inline std::vector<std::string> SampleEntries(std::uint64_t size) {
  std::vector<std::string> entries;
  for (std::uint64_t i = 0; i < size; ++i) {
    entries.push_back(MakeEntry(LeafType::kDecisionRecord, SampleRecord(i)));
  }
  return entries;
}

// Not thread-safe.
class SampleLog {
 public:
  // Leaf i is the record with seq i.
  explicit SampleLog(std::uint64_t size) : SampleLog(SampleEntries(size)) {}

  explicit SampleLog(std::vector<std::string> entries)
      : entries_(std::move(entries)) {
    std::vector<Node> completed;
    for (const std::string& entry : entries_) {
      completed.clear();
      frontier_.Append(LeafHash(entry), &completed);
      for (const Node& node : completed) {
        nodes_[{node.id.level, node.id.index}] = node.hash;
      }
    }
  }

  absl::StatusOr<Hash> Read(const NodeId& id) const {
    const auto node = nodes_.find({id.level, id.index});
    if (node == nodes_.end()) return absl::NotFoundError("node: none");
    return node->second;
  }

  const std::vector<std::string>& entries() const { return entries_; }

  Checkpoint CheckpointAt(std::uint64_t size) const {
    const auto root =
        TreeRoot(size, [this](const NodeId& id) { return Read(id); });
    PRESCREEN_CHECK(root.ok());
    return Checkpoint{std::string(kSampleOrigin), size, *root};
  }

  std::string NoteAt(std::uint64_t size) const {
    const auto note = SignCheckpoint(CheckpointAt(size), SampleKey());
    PRESCREEN_CHECK(note.ok());
    return *note;
  }

  v1::InclusionProof ProofAt(std::uint64_t index, std::uint64_t size) const {
    const auto path = InclusionProof(
        index, size, [this](const NodeId& id) { return Read(id); });
    PRESCREEN_CHECK(path.ok());
    v1::InclusionProof proof;
    proof.set_checkpoint(NoteAt(size));
    for (const Hash& hash : *path) proof.add_path(std::string(AsBytes(hash)));
    return proof;
  }

  // LOGGED at `size`.
  v1::Receipt ReceiptAt(std::uint64_t index, std::uint64_t size) const {
    v1::Receipt receipt;
    receipt.set_record(SampleRecord(index));
    receipt.set_leaf_type(1);
    receipt.set_leaf_index(index);
    *receipt.mutable_logged() = ProofAt(index, size);
    receipt.set_state(v1::Receipt::LOGGED);
    return receipt;
  }

  // Also anchored on kSampleChain at `anchored_size`.
  v1::Receipt AnchoredReceiptAt(std::uint64_t index, std::uint64_t size,
                                std::uint64_t anchored_size) const {
    v1::Receipt receipt = ReceiptAt(index, size);
    *receipt.mutable_anchored() = ProofAt(index, anchored_size);
    *receipt.add_attestations() = AttestationAt(anchored_size);
    receipt.set_state(v1::Receipt::ANCHORED);
    receipt.set_publicly_anchored(true);
    return receipt;
  }

  v1::Attestation AttestationAt(std::uint64_t size) const {
    const Checkpoint checkpoint = CheckpointAt(size);
    v1::Attestation attestation;
    attestation.set_chain(std::string(kSampleChain));
    attestation.set_required(true);
    attestation.set_state(v1::Attestation::FINAL);
    v1::EvmAttestation* evm = attestation.mutable_evm();
    evm->set_contract(std::string(20, '\x11'));
    evm->set_publisher(std::string(20, '\x22'));
    evm->set_log_id(std::string(AsBytes(Sha256(kSampleOrigin))));
    evm->set_root(std::string(AsBytes(checkpoint.root)));
    evm->set_tree_size(size);
    evm->set_tx_hash(std::string(32, '\x33'));
    return attestation;
  }

  // The bytes of a tile, or of an entry bundle.
  std::string TileBytes(const Tile& tile) const {
    const std::uint64_t begin = tile.index * kTileWidth;
    if (tile.level < 0) {
      return EncodeEntryBundle(
          absl::MakeConstSpan(entries_).subspan(begin, tile.width));
    }
    std::string bytes;
    for (std::uint64_t i = begin; i < begin + tile.width; ++i) {
      const auto hash = Read(NodeId{8 * tile.level, i});
      PRESCREEN_CHECK(hash.ok());
      absl::StrAppend(&bytes, AsBytes(*hash));
    }
    return bytes;
  }

 private:
  Frontier frontier_;
  std::map<std::pair<int, std::uint64_t>, Hash> nodes_;
  std::vector<std::string> entries_;
};

}  // namespace prescreen::anchor

#endif  // PRESCREEN_TESTS_ANCHOR_SAMPLE_LOG_H_

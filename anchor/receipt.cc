// SPDX-License-Identifier: Apache-2.0
#include "anchor/receipt.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "anchor/leaf.h"
#include "anchor/merkle.h"
#include "anchor/signed_note.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/encoding.h"

namespace prescreen::anchor {
namespace {

// Each may cost calls to a ledger; nobody anchors on more chains.
constexpr int kMaxAttestations = 32;
constexpr std::size_t kSaltBytes = 32;
constexpr absl::string_view kLocalPrefix = "file:";

// Enough of a digest for a person to compare.
std::string Short(absl::string_view bytes) {
  return absl::StrCat(HexEncode(bytes.substr(0, 8)), "…");
}

std::string Short(const Digest32& digest) { return Short(AsBytes(digest)); }

// A journal on the operator's own disk.
bool IsLocal(absl::string_view caip2) {
  return absl::StartsWith(caip2, kLocalPrefix);
}

// The `typ` that objects of a leaf type bear; empty: unknown to this version.
absl::string_view TypOf(std::uint32_t leaf_type) {
  switch (leaf_type) {
    case static_cast<std::uint32_t>(LeafType::kDecisionRecord):
      return "prescreen-record";
    case static_cast<std::uint32_t>(LeafType::kPolicyVersion):
      return "prescreen-policy";
    case static_cast<std::uint32_t>(LeafType::kCatalogueVersion):
      return "prescreen-catalogue";
    case static_cast<std::uint32_t>(LeafType::kLogIdentity):
      return "prescreen-log";
    default:
      return "";
  }
}

std::vector<NoteVerifier> VerifiersOf(const LogIdentity& identity) {
  std::vector<NoteVerifier> verifiers;
  for (const std::string& vkey : identity.vkeys) {
    absl::StatusOr<NoteVerifier> verifier = ParseVkey(vkey);
    if (verifier.ok()) verifiers.push_back(*std::move(verifier));
  }
  return verifiers;
}

// What the note says, whoever signed it: so that a false signature does not
// hide whether the proof is true.
std::optional<Checkpoint> ReadUnverified(absl::string_view note) {
  const std::size_t blank = note.rfind("\n\n");
  if (blank == absl::string_view::npos) return std::nullopt;
  absl::StatusOr<Checkpoint> checkpoint =
      ParseCheckpoint(note.substr(0, blank + 1));
  if (!checkpoint.ok()) return std::nullopt;
  return *std::move(checkpoint);
}

std::optional<std::vector<Hash>> ReadPath(const v1::InclusionProof& proof) {
  std::vector<Hash> path;
  for (const std::string& bytes : proof.path()) {
    Hash hash;
    if (bytes.size() != hash.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    path.push_back(hash);
  }
  return path;
}

// True if `text` (0x and hex digits) stands for `bytes`.
bool IsAddress(absl::string_view text, absl::string_view bytes) {
  if (!absl::StartsWith(text, "0x")) return false;
  const absl::StatusOr<std::string> decoded = HexDecode(text.substr(2));
  return decoded.ok() && *decoded == bytes;
}

// The first thing in which `evm` is not about `anchored` of the log `origin`,
// or not by whom `anchor` names; empty if there is none.
absl::string_view Mismatch(const v1::EvmAttestation& evm,
                           absl::string_view origin, const Checkpoint& anchored,
                           const AnchorIdentity& anchor) {
  if (evm.tree_size() != anchored.size) return "another tree size";
  if (evm.root() != AsBytes(anchored.root)) return "another root";
  if (anchored.origin != origin || evm.log_id() != AsBytes(Sha256(origin))) {
    return "another log";
  }
  if (!IsAddress(anchor.contract, evm.contract())) {
    return "another contract than the log identity names";
  }
  if (!IsAddress(anchor.publisher, evm.publisher())) {
    return "another publisher than the log identity names";
  }
  return "";
}

// Collects the lines of one audit.
class Audit {
 public:
  Audit(const v1::Receipt& receipt, const LogIdentity& identity,
        AttestationChecker* checker)
      : receipt_(receipt),
        identity_(identity),
        checker_(checker),
        verifiers_(VerifiersOf(identity)) {}

  std::vector<CheckLine> Run(const v1::Opening* subject) && {
    CheckRecord();
    if (receipt_.has_logged()) {
      CheckProof("logged", receipt_.logged());
    } else {
      Add(CheckVerdict::kUnchecked, "logged proof",
          "none in the receipt: not logged yet");
    }
    if (receipt_.has_anchored()) {
      anchored_ = CheckProof("anchored", receipt_.anchored());
    }
    CheckAttestations();
    CheckCoverage();
    if (subject != nullptr) CheckSubject(*subject);
    return std::move(lines_);
  }

 private:
  void Add(CheckVerdict verdict, absl::string_view what, std::string detail) {
    lines_.push_back(CheckLine{verdict, std::string(what), std::move(detail)});
  }

  void CheckRecord();
  void CheckCheckpoint(absl::string_view name, absl::string_view note);
  std::optional<Checkpoint> CheckProof(absl::string_view name,
                                       const v1::InclusionProof& proof);
  void CheckPath(absl::string_view what, const v1::InclusionProof& proof,
                 const Checkpoint& checkpoint);
  void CheckAttestations();
  void CheckAttestation(const v1::Attestation& attestation);
  void CheckLocal(const v1::Attestation& attestation,
                  const std::optional<Checkpoint>& anchored);
  void CheckEvm(absl::string_view what, const v1::Attestation& attestation,
                const Checkpoint& anchored);
  void CheckCoverage();
  void CheckSubject(const v1::Opening& opening);

  const v1::Receipt& receipt_;
  const LogIdentity& identity_;
  AttestationChecker* const checker_;
  const std::vector<NoteVerifier> verifiers_;
  std::optional<Checkpoint> anchored_;
  std::vector<std::string> attested_;  // chains that have a line
  std::vector<CheckLine> lines_;
};

void Audit::CheckRecord() {
  const std::string bytes =
      absl::StrCat(receipt_.record().size(), " bytes, SHA-256 ",
                   Short(Sha256(receipt_.record())));
  const absl::StatusOr<json::Value> record = json::Parse(receipt_.record());
  if (!record.ok() || !record->is_object()) {
    return Add(CheckVerdict::kFalse, "record",
               absl::StrCat("not a JSON object; ", bytes));
  }
  const absl::string_view typ = TypOf(receipt_.leaf_type());
  if (typ.empty()) {
    return Add(CheckVerdict::kUnchecked, "record",
               absl::StrCat("leaf type ", receipt_.leaf_type(),
                            " is unknown to this version; ", bytes));
  }
  if (record->FindString("typ") != typ) {
    return Add(
        CheckVerdict::kFalse, "record",
        absl::StrCat("not a ", typ, ", which its leaf type says; ", bytes));
  }
  if (record->FindString("log") != identity_.origin) {
    return Add(
        CheckVerdict::kFalse, "record",
        absl::StrCat("of another log than ", identity_.origin, "; ", bytes));
  }
  Add(CheckVerdict::kHolds, "record",
      absl::StrCat(typ, " of log ", identity_.origin, "; ", bytes));
}

void Audit::CheckCheckpoint(absl::string_view name, absl::string_view note) {
  const std::string what = absl::StrCat(name, " checkpoint");
  const absl::StatusOr<Checkpoint> opened = OpenCheckpoint(note, verifiers_);
  if (!opened.ok()) {
    return Add(CheckVerdict::kFalse, what,
               std::string(opened.status().message()));
  }
  if (opened->origin != identity_.origin) {
    return Add(CheckVerdict::kFalse, what, "checkpoint: of another log");
  }
  Add(CheckVerdict::kHolds, what,
      absl::StrCat("signed by ", identity_.origin, ": size ", opened->size,
                   ", root ", Short(opened->root)));
}

std::optional<Checkpoint> Audit::CheckProof(absl::string_view name,
                                            const v1::InclusionProof& proof) {
  CheckCheckpoint(name, proof.checkpoint());
  std::optional<Checkpoint> checkpoint = ReadUnverified(proof.checkpoint());
  const std::string what = absl::StrCat(name, " proof");
  if (checkpoint) {
    CheckPath(what, proof, *checkpoint);
  } else {
    Add(CheckVerdict::kUnchecked, what, "no checkpoint to lead to");
  }
  return checkpoint;
}

void Audit::CheckPath(absl::string_view what, const v1::InclusionProof& proof,
                      const Checkpoint& checkpoint) {
  const std::optional<std::vector<Hash>> path = ReadPath(proof);
  if (!path) {
    return Add(CheckVerdict::kFalse, what, "holds a hash that is not 32 bytes");
  }
  if (receipt_.leaf_type() > 0xff) {
    return Add(CheckVerdict::kFalse, what, "the leaf type is not a byte");
  }
  const std::string entry =
      MakeEntry(static_cast<LeafType>(receipt_.leaf_type()), receipt_.record());
  const absl::Status status =
      VerifyInclusion(receipt_.leaf_index(), checkpoint.size, LeafHash(entry),
                      *path, checkpoint.root);
  const std::string bytes = absl::StrFormat(
      "entry %02x ‖ %s, leaf %d of %d, %d hashes, root %s",
      receipt_.leaf_type(), Short(entry.substr(1)), receipt_.leaf_index(),
      checkpoint.size, path->size(), Short(checkpoint.root));
  if (status.ok()) return Add(CheckVerdict::kHolds, what, bytes);
  Add(CheckVerdict::kFalse, what, absl::StrCat(status.message(), "; ", bytes));
}

void Audit::CheckAttestations() {
  if (receipt_.attestations_size() > kMaxAttestations) {
    return Add(CheckVerdict::kFalse, "attestations",
               absl::StrCat("more than ", kMaxAttestations));
  }
  for (const v1::Attestation& attestation : receipt_.attestations()) {
    CheckAttestation(attestation);
  }
}

void Audit::CheckAttestation(const v1::Attestation& attestation) {
  if (!IsCaip2(attestation.chain())) {
    return Add(CheckVerdict::kFalse, "attestation",
               "its chain id is malformed");
  }
  const std::string what = absl::StrCat("chain ", attestation.chain());
  attested_.push_back(attestation.chain());
  std::optional<Checkpoint> anchored = anchored_;
  if (attestation.has_proof()) {
    anchored = CheckProof(what, attestation.proof());
  }
  if (IsLocal(attestation.chain())) return CheckLocal(attestation, anchored);
  if (!anchored) {
    return Add(CheckVerdict::kUnchecked, what,
               "no anchored checkpoint to hold it against");
  }
  if (attestation.has_evm()) return CheckEvm(what, attestation, *anchored);
  Add(CheckVerdict::kUnchecked, what,
      "a kind of attestation that this version does not know");
}

void Audit::CheckLocal(const v1::Attestation& attestation,
                       const std::optional<Checkpoint>& anchored) {
  const std::string what = absl::StrCat("chain ", attestation.chain());
  if (!attestation.has_file()) {
    return Add(CheckVerdict::kFalse, what, "not a line of a local journal");
  }
  std::vector<CheckLine> lines;
  if (checker_ != nullptr && anchored) {
    lines = checker_->Check(attestation, *anchored, identity_);
  }
  if (lines.empty()) {
    return Add(CheckVerdict::kUnchecked, what,
               "LOCAL: the operator's own journal; not checked, never counts");
  }
  std::move(lines.begin(), lines.end(), std::back_inserter(lines_));
}

void Audit::CheckEvm(absl::string_view what, const v1::Attestation& attestation,
                     const Checkpoint& anchored) {
  absl::string_view mismatch;
  bool is_named = false;
  for (const AnchorIdentity& anchor : identity_.anchors) {
    if (anchor.caip2 != attestation.chain()) continue;
    is_named = true;
    mismatch = Mismatch(attestation.evm(), identity_.origin, anchored, anchor);
    if (mismatch.empty()) break;
  }
  if (!is_named) {
    return Add(CheckVerdict::kUnchecked, what,
               "the log identity names no publisher for this chain");
  }
  if (!mismatch.empty()) {
    return Add(CheckVerdict::kFalse, what, absl::StrCat("is of ", mismatch));
  }
  const v1::EvmAttestation& evm = attestation.evm();
  Add(CheckVerdict::kHolds, what,
      absl::StrCat("names size ", evm.tree_size(), ", root ", Short(evm.root()),
                   ", contract ", Short(evm.contract()), ", publisher ",
                   Short(evm.publisher())));
  std::vector<CheckLine> lines;
  if (checker_ != nullptr) {
    lines = checker_->Check(attestation, anchored, identity_);
  }
  if (lines.empty()) {
    return Add(CheckVerdict::kUnchecked, what,
               absl::StrCat("the ledger was not asked for transaction ",
                            Short(evm.tx_hash())));
  }
  std::move(lines.begin(), lines.end(), std::back_inserter(lines_));
}

// The receipt's own `state`, `required` and `publicly_anchored` are claims of
// the server: what the identity names and no attestation shows is open.
void Audit::CheckCoverage() {
  bool has_public = false;
  for (const AnchorIdentity& anchor : identity_.anchors) {
    if (IsLocal(anchor.caip2)) continue;
    has_public = true;
    if (std::count(attested_.begin(), attested_.end(), anchor.caip2) == 0) {
      Add(CheckVerdict::kUnchecked, absl::StrCat("chain ", anchor.caip2),
          "no attestation in the receipt: not yet anchored");
    }
  }
  if (!has_public) {
    Add(CheckVerdict::kUnchecked, "public anchor",
        "not publicly anchored: rests on the log's signature alone");
  }
}

void Audit::CheckSubject(const v1::Opening& opening) {
  const absl::StatusOr<json::Value> record = json::Parse(receipt_.record());
  const absl::string_view expected =
      record.ok() ? record->FindString("subject") : "";
  const std::string commitment =
      Base64UrlEncode(AsBytes(Commit(opening.salt(), opening.content())));
  if (opening.salt().size() != kSaltBytes || expected != commitment) {
    return Add(CheckVerdict::kFalse, "subject",
               absl::StrCat("does not open the record's commitment ",
                            "(HMAC gives ", commitment.substr(0, 11), "…)"));
  }
  const absl::StatusOr<json::Value> content = json::Parse(opening.content());
  if (!content.ok() || !content->is_object() ||
      json::Canonicalize(*content).value_or("") != opening.content()) {
    return Add(CheckVerdict::kFalse, "subject",
               "opens the commitment, but is not canonical JSON");
  }
  Add(CheckVerdict::kHolds, "subject",
      absl::StrCat("commitment ", commitment.substr(0, 11), "… opens to ",
                   opening.content()));
}

}  // namespace

std::vector<CheckLine> CheckReceipt(const v1::Receipt& receipt,
                                    const LogIdentity& identity,
                                    AttestationChecker* checker,
                                    const v1::Opening* subject) {
  return Audit(receipt, identity, checker).Run(subject);
}

CheckVerdict Overall(const std::vector<CheckLine>& lines) {
  CheckVerdict overall = CheckVerdict::kHolds;
  for (const CheckLine& line : lines) {
    if (line.verdict == CheckVerdict::kFalse) return CheckVerdict::kFalse;
    if (line.verdict == CheckVerdict::kUnchecked) {
      overall = CheckVerdict::kUnchecked;
    }
  }
  return overall;
}

}  // namespace prescreen::anchor

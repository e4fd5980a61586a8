// SPDX-License-Identifier: Apache-2.0
// What a proof of a JCS cryptosuite signs: transformation, proof configuration
// and hashing (Data Integrity EdDSA and ECDSA Cryptosuites 1.0, sections 3.3).
#ifndef PRESCREEN_SERVER_VERIFY_JCS_PROOF_DATA_H_
#define PRESCREEN_SERVER_VERIFY_JCS_PROOF_DATA_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/codec/json.h"
#include "server/verify/cryptosuite.h"

namespace prescreen {

// Canonical text per document, all its proofs together: a megabyte signed by a
// chain of 32. Unbounded, 1,000 proofs of a large document would take minutes.
inline constexpr std::size_t kMaxCanonicalBytes = 32u << 20;

struct ProofData {
  std::shared_ptr<const std::string> document;  // canonical
  std::string config;                           // canonical
  std::string document_hash;
  std::string config_hash;
  // config_hash ‖ document_hash.
  std::string Signed() const { return config_hash + document_hash; }
};

// Thread-compatible. Proofs without predecessors share the work.
class JcsTransformer {
 public:
  // A secured document, which must outlive this object.
  explicit JcsTransformer(const json::Value& document) : document_(document) {}

  // What `proof`, an object, signs. `previous` are the proofs that its
  // `previousProof` names, in the document's order: the document is hashed with
  // these in place of all its proofs. The document's contexts must begin with
  // those that the proof states, and are hashed as the proof states them.
  // FailedPrecondition: they do not; InvalidArgument: a number beyond JCS;
  // ResourceExhausted: more than kMaxCanonicalBytes in all.
  absl::StatusOr<ProofData> Transform(
      const json::Value& proof, const std::vector<const json::Value*>& previous,
      ProofHash hash);

 private:
  absl::Status CheckContext(const json::Value& context);
  absl::StatusOr<std::shared_ptr<const std::string>> DocumentFor(
      const json::Value* context,
      const std::vector<const json::Value*>& previous);
  absl::StatusOr<std::string> CanonicalDocument(
      const json::Value* context,
      const std::vector<const json::Value*>& previous) const;
  absl::Status Spend(std::size_t bytes);

  const json::Value& document_;
  std::size_t spent_ = 0;
  // The document's contexts, each canonical; filled when first needed.
  std::vector<std::string> contexts_;
  // The last proof without predecessors: its context and what it saw.
  const json::Value* shared_context_ = nullptr;
  std::shared_ptr<const std::string> shared_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_JCS_PROOF_DATA_H_

// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/context_table.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/codec/jcs.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/jsonld/error.h"

namespace prescreen::jsonld {

absl::Status ContextTable::AddBundled() {
  for (std::size_t i = 0; i < internal::kEmbeddedContextCount; ++i) {
    const internal::EmbeddedContext& context = internal::kEmbeddedContexts[i];
    RETURN_IF_ERROR(Add(context.iri, context.text, context.digest));
  }
  return absl::OkStatus();
}

absl::Status ContextTable::Add(absl::string_view iri, absl::string_view text,
                               absl::string_view digest) {
  ASSIGN_OR_RETURN(json::Value document, json::Parse(text));
  if (document.Find("@context") == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(iri, ": no @context"));
  }
  ASSIGN_OR_RETURN(const std::string canonical, json::Canonicalize(document));
  if (HexEncode(AsBytes(Sha256(canonical))) != digest) {
    return absl::FailedPreconditionError(
        absl::StrCat(iri, ": its content has another digest"));
  }
  Entry entry{std::string(digest),
              std::make_shared<const json::Value>(std::move(document))};
  const auto [place, added] =
      entries_.try_emplace(std::string(iri), std::move(entry));
  if (!added && place->second.digest != digest) {
    return absl::AlreadyExistsError(
        absl::StrCat(iri, ": there is other content for it"));
  }
  return absl::OkStatus();
}

absl::Status ContextTable::AddFile(absl::string_view iri,
                                   const std::string& path,
                                   absl::string_view digest) {
  std::ifstream file(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": not readable"));
  return Add(iri, text, digest);
}

absl::StatusOr<std::shared_ptr<const json::Value>> ContextTable::Load(
    absl::string_view iri) const {
  const auto found = entries_.find(iri);
  if (found == entries_.end()) return UnknownContext(iri);
  return found->second.document;
}

absl::string_view ContextTable::DigestOf(absl::string_view iri) const {
  const auto found = entries_.find(iri);
  return found == entries_.end() ? "" : absl::string_view(found->second.digest);
}

}  // namespace prescreen::jsonld

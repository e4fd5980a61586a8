// SPDX-License-Identifier: Apache-2.0
// The contexts that there are: the bundled ones (contexts/README.md), and the
// operator's.
#ifndef PRESCREEN_SERVER_JSONLD_CONTEXT_TABLE_H_
#define PRESCREEN_SERVER_JSONLD_CONTEXT_TABLE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/jsonld/loader.h"

namespace prescreen::jsonld {

namespace internal {

// Generated at build.
struct EmbeddedContext {
  const char* iri;
  const char* digest;
  const char* text;
};
extern const EmbeddedContext kEmbeddedContexts[];
extern const std::size_t kEmbeddedContextCount;

}  // namespace internal

// Each context pinned by the SHA-256 of its JCS form (RFC 8785), in lower-case
// hexadecimal. Thread-safe once all are added.
class ContextTable : public ContextLoader {
 public:
  ContextTable() = default;
  ContextTable(const ContextTable&) = delete;
  ContextTable& operator=(const ContextTable&) = delete;

  // Adds all that are built in.
  absl::Status AddBundled();

  // Adds the document `text` under `iri`. InvalidArgument: not JSON, or no
  // object with @context; FailedPrecondition: its digest is another;
  // AlreadyExists: the table has other content under this IRI.
  absl::Status Add(absl::string_view iri, absl::string_view text,
                   absl::string_view digest);

  // The same of a file's content. NotFound: no such file, or not readable.
  absl::Status AddFile(absl::string_view iri, const std::string& path,
                       absl::string_view digest);

  absl::StatusOr<std::shared_ptr<const json::Value>> Load(
      absl::string_view iri) const override;

  // The pinned digest, which records name; "" if there is no such context.
  absl::string_view DigestOf(absl::string_view iri) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string digest = {};
    std::shared_ptr<const json::Value> document = nullptr;
  };

  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_CONTEXT_TABLE_H_

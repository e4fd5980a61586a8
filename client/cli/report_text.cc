// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/report_parts.h"
#include "client/cli/terminal_text.h"

namespace prescreen::cli {
namespace {

constexpr std::size_t kLabelColumns = 10;
constexpr std::size_t kMaxName = 48;

const v1::CredentialResult* FindCredential(const v1::EvidencePointer& pointer,
                                           const v1::ScreeningRecord& record) {
  const v1::CredentialResult* found = nullptr;
  for (const auto& credential : record.credentials()) {
    if (credential.document() != pointer.document()) continue;
    if (found == nullptr || credential.pointer() == pointer.pointer()) {
      found = &credential;
    }
  }
  return found;
}

std::string DocumentName(const v1::CredentialResult& credential) {
  const std::string label = Shorten(credential.label(), kMaxName);
  return label.empty() ? absl::StrCat("document ", credential.document() + 1)
                       : label;
}

}  // namespace

absl::string_view Dot(const ReportOptions& options) {
  return options.utf8 ? " · " : " - ";
}

std::string ForReport(absl::string_view text, const ReportOptions& options) {
  std::string printable = Printable(text);
  if (options.utf8) return printable;
  return absl::StrReplaceAll(printable, {{" · ", " - "}});
}

std::vector<std::string> LabelledParts(absl::string_view label,
                                       const std::vector<std::string>& parts,
                                       absl::string_view separator) {
  std::string line(label);
  line.resize(kLabelColumns, ' ');
  std::vector<std::string> lines;
  bool is_empty = true;
  for (const std::string& part : parts) {
    const std::size_t columns = CountCharacters(line) +
                                CountCharacters(separator) +
                                CountCharacters(part);
    if (!is_empty && columns > kReportColumns) {
      lines.push_back(std::move(line));
      line = std::string(kLabelColumns, ' ');
      is_empty = true;
    }
    absl::StrAppend(&line, is_empty ? "" : separator, part);
    is_empty = false;
  }
  lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> Labelled(absl::string_view label,
                                  absl::string_view text) {
  return LabelledParts(label, absl::StrSplit(text, ' '), " ");
}

std::string CredentialName(const v1::EvidencePointer& pointer,
                           const v1::ScreeningRecord& record,
                           const ReportOptions& options) {
  const v1::CredentialResult* credential = FindCredential(pointer, record);
  if (credential == nullptr) {
    return absl::StrCat("document ", pointer.document() + 1);
  }
  const std::string& issuer = credential->issuer_name().empty()
                                  ? credential->issuer()
                                  : credential->issuer_name();
  std::vector<std::string> parts;
  if (!credential->achievement().empty()) {
    parts.push_back(Shorten(credential->achievement(), kMaxName));
  }
  if (!issuer.empty()) parts.push_back(Shorten(issuer, kMaxName));
  if (!parts.empty()) return absl::StrJoin(parts, Dot(options));
  return DocumentName(*credential);
}

std::string ShortCredentialName(const v1::EvidencePointer& pointer,
                                const v1::ScreeningRecord& record) {
  const v1::CredentialResult* credential = FindCredential(pointer, record);
  if (credential != nullptr && !credential->achievement().empty()) {
    return Shorten(credential->achievement(), kMaxName);
  }
  return credential != nullptr
             ? DocumentName(*credential)
             : absl::StrCat("document ", pointer.document() + 1);
}

}  // namespace prescreen::cli

// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verify_report.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/codec/json.h"
#include "client/cli/terminal_text.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

constexpr std::size_t kMaxPath = 72;
constexpr std::size_t kMaxIdentifier = 64;
constexpr std::size_t kMaxDetail = 160;

json::Value Text(absl::string_view text) {
  const std::string printable = Printable(text);
  return json::Value::String(
      absl::string_view(printable.data(), printable.size()));
}

// The interface's words; a finding that is no verdict is INFORMATION.
absl::string_view VerdictName(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VALID:
      return "VALID";
    case v1::INVALID:
      return "INVALID";
    case v1::UNCHECKED:
      return "UNCHECKED";
    default:
      return "INFORMATION";
  }
}

// A code of a newer server has a number only.
std::string CodeName(v1::ReasonCode code) {
  const std::string& name = v1::ReasonCode_Name(code);
  return name.empty() ? absl::StrCat("REASON_", static_cast<int>(code)) : name;
}

struct Words {
  v1::ReasonCode code;
  const char* text;
};

constexpr Words kWords[] = {
    {v1::KEY_UNAVAILABLE, "the issuer's key could not be had"},
    {v1::KEY_ROTATED, "the issuer no longer publishes the key that signed it"},
    {v1::UNSUPPORTED_CRYPTOSUITE, "secured in a way that cannot be checked"},
    {v1::UNSUPPORTED_FORMAT, "of a format that cannot be checked"},
    {v1::UNKNOWN_CONTEXT, "uses a vocabulary that is not known here"},
    {v1::WORK_LIMIT, "would take more work than is allowed"},
    {v1::BINDING_NOT_CHECKED, "nothing shows whose it is"},
    {v1::TAMPERED, "does not match its signature"},
    {v1::UNKNOWN_KEY, "signed by a key that its issuer is not known to use"},
    {v1::ALG_NOT_ALLOWED, "signed with an algorithm that is not accepted"},
    {v1::NONCE_MISMATCH, "does not answer the request"},
    {v1::SIGNER_NOT_ISSUER, "signed by someone other than its issuer"},
    {v1::PROOF_TOO_WEAK, "has no proof"},
    {v1::SCHEMA_INVALID, "is not formed as a credential must be"},
    {v1::REVOKED, "revoked by its issuer"},
    {v1::SUSPENDED, "suspended by its issuer"},
    {v1::EXPIRED, "has expired"},
    {v1::NOT_YET_VALID, "is not valid yet"},
    {v1::STATUS_UNAVAILABLE, "its status could not be checked"},
    {v1::SUBJECT_NOT_BOUND, "is made out to somebody else"},
    {v1::NOT_A_CREDENTIAL, "holds no credential"},
};

std::string WordsOf(v1::ReasonCode code) {
  for (const Words& words : kWords) {
    if (words.code == code) return words.text;
  }
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(CodeName(code), {{"_", " "}}));
}

const char* WordOf(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VALID:
      return "valid";
    case v1::INVALID:
      return "not valid";
    default:
      return "could not be checked";
  }
}

std::string Mark(v1::Verdict verdict, bool colour) {
  const char* mark = "??";
  const char* escape = "\033[33m";
  if (verdict == v1::VALID) {
    mark = "ok";
    escape = "\033[32m";
  } else if (verdict == v1::INVALID) {
    mark = "--";
    escape = "\033[31m";
  }
  return colour ? absl::StrCat(escape, mark, "\033[0m") : std::string(mark);
}

// A key of the issuer's own by its fragment alone.
std::string ProofLine(const v1::ProofResult& proof, absl::string_view issuer) {
  absl::string_view key = proof.verification_method();
  if (!issuer.empty() && absl::StartsWith(key, absl::StrCat(issuer, "#"))) {
    key.remove_prefix(issuer.size());
  }
  const std::string method = Shorten(key, kMaxIdentifier);
  return absl::StrCat("      proof   ", Shorten(proof.suite(), kMaxIdentifier),
                      ": ", WordOf(proof.verdict()),
                      method.empty() ? "" : "; key ", method, "\n");
}

std::string StatusLine(const v1::StatusEntryResult& status) {
  const std::string purpose = Shorten(status.purpose(), kMaxIdentifier);
  return absl::StrCat(
      "      status  ",
      purpose.empty() ? Shorten(status.type(), kMaxIdentifier) : purpose, ": ",
      WordOf(status.verdict()), "\n");
}

// `      why     its issuer has revoked it (REVOKED)`.
std::string FindingLine(const v1::Finding& finding) {
  const bool information =
      finding.verdict() != v1::INVALID && finding.verdict() != v1::UNCHECKED;
  std::string line = absl::StrCat(
      information ? "      note    " : "      why     ",
      finding.detail().empty() ? WordsOf(finding.code())
                               : Shorten(finding.detail(), kMaxDetail),
      " (", CodeName(finding.code()));
  if (!finding.pointer().empty()) {
    absl::StrAppend(&line, " at ", Shorten(finding.pointer(), kMaxPath));
  }
  return absl::StrCat(line, ")\n");
}

}  // namespace

std::string VerifiedToJson(const v1::VerifiedObject& object,
                           absl::string_view path) {
  json::Value line = json::Value::Object();
  line.Set("path", Text(path));
  line.Set("pointer", Text(object.pointer()));
  line.Set("verdict", Text(VerdictName(object.verdict())));
  line.Set("format", Text(object.format()));
  line.Set("issuer", Text(object.issuer()));
  json::Value proofs = json::Value::Array();
  for (const v1::ProofResult& proof : object.proofs()) {
    json::Value item = json::Value::Object();
    item.Set("suite", Text(proof.suite()));
    item.Set("verification_method", Text(proof.verification_method()));
    item.Set("verdict", Text(VerdictName(proof.verdict())));
    proofs.Append(std::move(item));
  }
  line.Set("proofs", std::move(proofs));
  json::Value status = json::Value::Array();
  for (const v1::StatusEntryResult& entry : object.status()) {
    json::Value item = json::Value::Object();
    item.Set("type", Text(entry.type()));
    item.Set("purpose", Text(entry.purpose()));
    item.Set("verdict", Text(VerdictName(entry.verdict())));
    status.Append(std::move(item));
  }
  line.Set("status", std::move(status));
  json::Value findings = json::Value::Array();
  for (const v1::Finding& finding : object.findings()) {
    json::Value item = json::Value::Object();
    item.Set("code", Text(CodeName(finding.code())));
    item.Set("verdict", Text(VerdictName(finding.verdict())));
    item.Set("pointer", Text(finding.pointer()));
    item.Set("detail", Text(finding.detail()));
    findings.Append(std::move(item));
  }
  line.Set("findings", std::move(findings));
  return json::Serialize(line);
}

std::string FormatVerified(const v1::VerifiedObject& object,
                           absl::string_view path, bool colour) {
  std::string place = Printable(path);
  if (!object.pointer().empty()) {
    absl::StrAppend(&place, " ", Shorten(object.pointer(), kMaxPath));
  }
  const std::string issuer = Shorten(object.issuer(), kMaxIdentifier);
  std::string lines = absl::StrCat(Mark(object.verdict(), colour), "  ", place,
                                   "  ", WordOf(object.verdict()));
  if (!issuer.empty()) absl::StrAppend(&lines, "; issuer ", issuer);
  absl::StrAppend(&lines, "\n");
  for (const v1::ProofResult& proof : object.proofs()) {
    absl::StrAppend(&lines, ProofLine(proof, object.issuer()));
  }
  for (const v1::StatusEntryResult& status : object.status()) {
    absl::StrAppend(&lines, StatusLine(status));
  }
  for (const v1::Finding& finding : object.findings()) {
    absl::StrAppend(&lines, FindingLine(finding));
  }
  return lines;
}

bool VerdictCounts::Add(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VALID:
      ++valid_;
      return true;
    case v1::INVALID:
      ++invalid_;
      return true;
    case v1::UNCHECKED:
      ++unchecked_;
      return true;
    default:
      return false;
  }
}

ExitCode VerdictCounts::exit_code() const {
  if (invalid_ > 0) return ExitCode::kInvalid;
  return unchecked_ > 0 ? ExitCode::kUnchecked : ExitCode::kOk;
}

std::string VerdictCounts::ToString() const {
  const int total = valid_ + invalid_ + unchecked_;
  std::string text = absl::StrCat(
      total, total == 1 ? " object: " : " objects: ", valid_, " valid");
  if (invalid_ > 0) absl::StrAppend(&text, ", ", invalid_, " not valid");
  if (unchecked_ > 0) {
    absl::StrAppend(&text, ", ", unchecked_, " could not be checked");
  }
  return text;
}

}  // namespace prescreen::cli

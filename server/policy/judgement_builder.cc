// SPDX-License-Identifier: Apache-2.0
#include "server/policy/judgement_builder.h"

#include "absl/strings/str_replace.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

// Longest text from a credential in a report, in bytes.
constexpr std::size_t kMaxRenderedBytes = 120;

}  // namespace

std::string FitForReport(absl::string_view text) {
  if (!IsValidUtf8(text)) return "(unreadable)";
  std::size_t length = std::min(text.size(), kMaxRenderedBytes);
  while (!IsValidUtf8(text.substr(0, length))) --length;
  std::string fit(text.substr(0, length));
  for (char& c : fit) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
  }
  if (length < text.size()) fit.append("…");
  return fit;
}

std::string Words(absl::string_view word) {
  return absl::StrReplaceAll(word, {{"_", " "}});
}

bool Judgement::Has(v1::ReasonCode code) const {
  return std::any_of(failing.begin(), failing.end(),
                     [code](const v1::PredicateResult& result) {
                       return result.reason() == code;
                     });
}

void JudgementBuilder::Add(absl::string_view predicate, v1::Ternary value,
                           v1::ReasonCode reason, absl::string_view expected,
                           absl::string_view actual,
                           absl::string_view pointer) {
  AddSilently(value);
  if (value == v1::MET) return;
  v1::PredicateResult result;
  result.set_predicate(std::string(predicate));
  result.set_value(value);
  result.set_reason(reason);
  result.set_expected(std::string(expected));
  result.set_actual(std::string(actual));
  result.mutable_evidence()->set_document(claim_.document);
  result.mutable_evidence()->set_pointer(std::string(pointer));
  result.mutable_evidence()->set_rendered(std::string(actual));
  judgement_.failing.push_back(std::move(result));
}

void JudgementBuilder::Expect(v1::ReasonCode reason,
                              absl::string_view expected) {
  for (v1::PredicateResult& result : judgement_.failing) {
    if (result.reason() == reason) result.set_expected(std::string(expected));
  }
}

}  // namespace prescreen

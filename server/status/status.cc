// SPDX-License-Identifier: Apache-2.0
#include "server/status/status.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/status/bitstring.h"

namespace prescreen {
namespace {

constexpr char kRevocation[] = "revocation";
constexpr char kSuspension[] = "suspension";
// Evidence newer than this beside the evaluation time is pointed out.
constexpr absl::Duration kLaterThanAsOf = absl::Hours(24);

void Add(v1::ReasonCode code, v1::Verdict verdict, absl::string_view pointer,
         absl::string_view detail, StatusResult* result) {
  result->findings.push_back(
      {code, verdict, std::string(pointer), std::string(detail)});
}

// Purposes of the specification that do not bear on validity.
bool IsInformative(const std::string& purpose) {
  return purpose == "message" || purpose == "refresh";
}

// Why the entry cannot be checked whatever the list says; "" if it can.
std::string WhyUnsupported(const StatedStatus& entry) {
  if (entry.type != kBitstringEntryType) {
    return "this status method is not supported";
  }
  if (entry.purpose != kRevocation && entry.purpose != kSuspension) {
    return "this status purpose is not known";
  }
  if (!entry.size.empty() && entry.size != "1") {
    return "a status of more than one bit is not supported";
  }
  if (!ParseStatusIndex(
           absl::string_view(entry.index.data(), entry.index.size()))
           .has_value()) {
    return "statusListIndex is no integer in base 10";
  }
  return "";
}

// VCDM 1.1 has other names for the dates.
std::string EndPointer(const CredentialContent& content) {
  return absl::StrCat(
      content.pointer,
      absl::EndsWith(content.valid_from_pointer, "/issuanceDate")
          ? "/expirationDate"
          : "/validUntil");
}

int Badness(Verdict verdict) {
  return verdict == Verdict::kInvalid
             ? 2
             : (verdict == Verdict::kUnchecked ? 1 : 0);
}

// `verdict` for the last entry. The source kept is that of the worst one.
void Record(Verdict verdict, const StatusEvidence* evidence,
            StatusResult* result) {
  result->entries.back().verdict = verdict;
  if (Badness(verdict) > Badness(result->status)) {
    result->status = verdict;
    result->source.reset();
  }
  const bool has_source = evidence != nullptr && evidence->document != nullptr;
  if (has_source && verdict == result->status && !result->source.has_value()) {
    result->source = StatusSource{evidence->document->digest,
                                  evidence->document->fetched_at};
  }
}

// The findings from `first` on.
void OrderByBadness(std::size_t first, std::vector<Finding>* findings) {
  const auto rank = [](const Finding& finding) {
    return finding.verdict == v1::INVALID
               ? 2
               : (finding.verdict == v1::UNCHECKED ? 1 : 0);
  };
  std::stable_sort(
      findings->begin() + static_cast<std::ptrdiff_t>(first), findings->end(),
      [&](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
}

}  // namespace

bool NeedsStatusList(const StatedStatus& entry) {
  return WhyUnsupported(entry).empty();
}

StatusResult StatusChecker::Check(const VerifiedCredential& credential) const {
  const CredentialContent& content = credential.content();
  StatusResult result;
  CheckDates(content, &result);
  const std::size_t first = result.findings.size();
  for (const StatedStatus& entry : content.statuses) {
    CheckEntry(
        entry,
        absl::string_view(content.issuer_id.data(), content.issuer_id.size()),
        &result);
  }
  if (content.has_status && content.statuses.empty()) {
    result.status = Verdict::kUnchecked;
    Add(v1::STATUS_UNAVAILABLE, v1::UNCHECKED,
        absl::StrCat(content.pointer, "/credentialStatus"),
        "its status cannot be read", &result);
  }
  OrderByBadness(first, &result.findings);
  return result;
}

StatusResult StatusChecker::Check(const UncheckedCredential& credential) const {
  const CredentialContent& content = credential.unverified();
  StatusResult result;
  CheckDates(content, &result);
  for (const StatedStatus& entry : content.statuses) {
    result.entries.push_back({entry.type, entry.purpose, std::nullopt});
    if (!IsInformative(entry.purpose)) {
      result.entries.back().verdict = Verdict::kUnchecked;
    }
  }
  if (content.has_status) {
    result.status = Verdict::kUnchecked;
    Add(v1::STATUS_UNAVAILABLE, v1::UNCHECKED,
        absl::StrCat(content.pointer, "/credentialStatus"),
        "not asked for, since the credential could not be verified", &result);
  }
  return result;
}

void StatusChecker::CheckDates(const CredentialContent& content,
                               StatusResult* result) const {
  const auto ended = [&](const std::optional<absl::Time>& end) {
    return end.has_value() && *end + rules_.skew < rules_.as_of;
  };
  const auto unbegun = [&](const std::optional<absl::Time>& begin) {
    return begin.has_value() && *begin - rules_.skew > rules_.as_of;
  };
  if (ended(content.valid_until) || ended(content.expires)) {
    result->dates = Verdict::kInvalid;
    Add(v1::EXPIRED, v1::INVALID,
        ended(content.valid_until) ? EndPointer(content) : "/exp",
        "has expired", result);
  } else if (ended(content.proof_expires)) {
    result->dates = Verdict::kInvalid;
    Add(v1::EXPIRED, v1::INVALID, absl::StrCat(content.pointer, "/proof"),
        "has a proof that has expired", result);
  } else if (unbegun(content.valid_from) || unbegun(content.not_before)) {
    result->dates = Verdict::kInvalid;
    Add(v1::NOT_YET_VALID, v1::INVALID,
        unbegun(content.valid_from) ? content.valid_from_pointer : "/nbf",
        "is not valid yet", result);
  }
}

void StatusChecker::CheckEntry(const StatedStatus& entry,
                               absl::string_view issuer,
                               StatusResult* result) const {
  result->entries.push_back({entry.type, entry.purpose, std::nullopt});
  if (entry.type == kBitstringEntryType && IsInformative(entry.purpose)) return;
  const auto unchecked = [&](absl::string_view why,
                             const StatusEvidence* evidence) {
    Record(Verdict::kUnchecked, evidence, result);
    Add(v1::STATUS_UNAVAILABLE, v1::UNCHECKED, entry.pointer, why, result);
  };
  const std::string unsupported = WhyUnsupported(entry);
  if (!unsupported.empty()) return unchecked(unsupported, nullptr);

  const auto found = lists_ == nullptr ? StatusLists::const_iterator()
                                       : lists_->find(entry.list);
  if (lists_ == nullptr || found == lists_->end()) {
    return unchecked("its status list was not fetched", nullptr);
  }
  const StatusEvidence& evidence = found->second;
  if (evidence.document == nullptr) {
    return unchecked(absl::StrCat("its status list could not be fetched: ",
                                  evidence.failure),
                     nullptr);
  }
  const std::string unfit = WhyUnfit(*evidence.list, entry, issuer);
  if (!unfit.empty()) return unchecked(unfit, &evidence);

  const std::uint64_t index = *ParseStatusIndex(
      absl::string_view(entry.index.data(), entry.index.size()));
  const bool set = BitAt(evidence.list->bits, index);
  Record(set ? Verdict::kInvalid : Verdict::kValid, &evidence, result);
  if (evidence.stale) {
    Add(v1::STATUS_UNAVAILABLE, v1::VERDICT_UNSPECIFIED, entry.pointer,
        "its status list could not be renewed: an older copy was used", result);
  }
  if (evidence.document->fetched_at > rules_.as_of + kLaterThanAsOf) {
    Add(v1::STATUS_LATER_THAN_AS_OF, v1::VERDICT_UNSPECIFIED, entry.pointer,
        "its status is that of a later day than the evaluation time", result);
  }
  if (!set) return;
  const bool revoked = entry.purpose == kRevocation;
  Add(revoked ? v1::REVOKED : v1::SUSPENDED, v1::INVALID, entry.pointer,
      revoked ? "its issuer has revoked it" : "its issuer has suspended it",
      result);
}

std::string StatusChecker::WhyUnfit(const StatusList& list,
                                    const StatedStatus& entry,
                                    absl::string_view issuer) const {
  if (!list.fault.empty()) return list.fault;
  if (!list.id.empty() && list.id != entry.list) {
    return "the status list names another URL as its own";
  }
  if (std::find(list.purposes.begin(), list.purposes.end(), entry.purpose) ==
      list.purposes.end()) {
    return "the status list is for another purpose";
  }
  const absl::string_view signer(list.issuer_id.data(), list.issuer_id.size());
  if (signer != issuer && !authority_->MaySignStatusFor(signer, issuer)) {
    return "the status list is neither the issuer's nor that of somebody "
           "catalogued to sign it";
  }
  if (list.valid_from.has_value() &&
      *list.valid_from - rules_.skew > rules_.now) {
    return "the status list is not valid yet";
  }
  if (list.valid_until.has_value() &&
      *list.valid_until + rules_.skew < rules_.now) {
    return "the status list has expired";
  }
  const std::uint64_t bits = std::uint64_t{8} * list.bits.size();
  if (bits < rules_.minimum_bits) {
    return absl::StrCat("the status list holds fewer than ",
                        rules_.minimum_bits, " entries");
  }
  const std::uint64_t index = *ParseStatusIndex(
      absl::string_view(entry.index.data(), entry.index.size()));
  return index < bits ? "" : "its statusListIndex lies beyond the list";
}

}  // namespace prescreen

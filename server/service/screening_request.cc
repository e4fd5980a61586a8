// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_request.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/times.h"

namespace prescreen {
namespace {

constexpr absl::Duration kOldestAsOf = absl::Hours(7 * 24);
constexpr absl::Duration kAsOfIsNow = absl::Hours(24);

absl::Status LimitExceeded(absl::string_view message) {
  return ServiceError(absl::StatusCode::kResourceExhausted, v1::LIMIT_EXCEEDED,
                      message);
}

absl::Status CheckText(absl::string_view field, absl::string_view text,
                       std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return FieldError(field,
                      absl::StrCat("is longer than ", max_bytes, " bytes"));
  }
  if (!IsValidUtf8(text)) return FieldError(field, "is not UTF-8");
  return absl::OkStatus();
}

// Both kinds of request have the same documents and identifiers.
template <typename Request>
absl::Status CheckIdentifiers(const Request& request) {
  if (request.known_identifiers_size() >
      static_cast<int>(kMaxKnownIdentifiers)) {
    return LimitExceeded(
        absl::StrCat("known_identifiers: more than ", kMaxKnownIdentifiers));
  }
  for (int i = 0; i < request.known_identifiers_size(); ++i) {
    const v1::KnownIdentifier& identifier = request.known_identifiers(i);
    const std::string field = absl::StrCat("known_identifiers[", i, "]");
    if (identifier.type().empty()) {
      return FieldError(field + ".type", "is missing");
    }
    if (identifier.value().empty()) {
      return FieldError(field + ".value", "is missing");
    }
    RETURN_IF_ERROR(
        CheckText(field + ".type", identifier.type(), kMaxReferenceBytes));
    RETURN_IF_ERROR(
        CheckText(field + ".value", identifier.value(), kMaxReferenceBytes));
  }
  return absl::OkStatus();
}

template <typename Request>
absl::Status CheckDocuments(const Request& request) {
  if (request.documents_size() > static_cast<int>(kMaxBundleDocuments)) {
    return LimitExceeded(
        absl::StrCat("documents: more than ", kMaxBundleDocuments));
  }
  std::size_t total = 0;
  for (int i = 0; i < request.documents_size(); ++i) {
    const v1::Document& document = request.documents(i);
    const std::string field = absl::StrCat("documents[", i, "]");
    if (document.content().empty()) {
      return FieldError(field + ".content", "is empty");
    }
    RETURN_IF_ERROR(
        CheckText(field + ".label", document.label(), kMaxReferenceBytes));
    RETURN_IF_ERROR(CheckText(field + ".media_type", document.media_type(),
                              kMaxReferenceBytes));
    total += document.content().size();
  }
  if (total > kMaxBundleBytes) {
    return LimitExceeded(
        absl::StrCat("documents: more than ", kMaxBundleBytes, " bytes"));
  }
  return absl::OkStatus();
}

// `stated` or `now`, in whole seconds.
template <typename Request>
absl::StatusOr<absl::Time> StatedTime(const Request& request, absl::Time now) {
  if (request.has_as_of() &&
      (request.as_of().nanos() < 0 || request.as_of().nanos() > 999999999 ||
       request.as_of().seconds() < 0)) {
    return FieldError("as_of", "is not a timestamp after 1970");
  }
  const absl::Time asked =
      request.has_as_of() ? FromTimestamp(request.as_of()) : now;
  if (asked > now + absl::Seconds(kDefaultSkewSeconds)) {
    return ServiceError(absl::StatusCode::kOutOfRange, v1::AS_OF_OUT_OF_RANGE,
                        "as_of: lies in the future");
  }
  return absl::FromUnixSeconds(absl::ToUnixSeconds(asked));
}

}  // namespace

RawBundle BundleOf(
    const google::protobuf::RepeatedPtrField<v1::Document>& documents) {
  RawBundle bundle;
  for (const v1::Document& document : documents) {
    bundle.push_back(
        {document.media_type(), document.content(), document.label()});
  }
  return bundle;
}

absl::Status CheckVerifyRequest(const v1::VerifyBundleRequest& request) {
  const std::pair<absl::string_view, const std::string&> texts[] = {
      {"challenge", request.challenge()},
      {"domain", request.domain()},
      {"nonce", request.nonce()},
      {"audience", request.audience()}};
  for (const auto& [field, text] : texts) {
    RETURN_IF_ERROR(CheckText(field, text, kMaxReferenceBytes));
  }
  if (request.documents().empty()) return FieldError("documents", "is empty");
  RETURN_IF_ERROR(CheckIdentifiers(request));
  return CheckDocuments(request);
}

absl::Status CheckScreeningRequest(const v1::CreateScreeningRequest& request) {
  if (!request.request_id().empty() && !ParseUuid(request.request_id()).ok()) {
    return FieldError("request_id", "is not a UUID");
  }
  if (request.application_ref().empty()) {
    return FieldError("application_ref", "is missing");
  }
  RETURN_IF_ERROR(CheckText("application_ref", request.application_ref(),
                            kMaxReferenceBytes));
  RETURN_IF_ERROR(CheckText("requisition_ref", request.requisition_ref(),
                            kMaxReferenceBytes));
  RETURN_IF_ERROR(
      CheckText("candidate_ref", request.candidate_ref(), kMaxReferenceBytes));
  RETURN_IF_ERROR(CheckIdentifiers(request));
  return CheckDocuments(request);
}

absl::StatusOr<EvaluationTime> ChooseTime(
    const v1::CreateScreeningRequest& request, bool sandbox, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Time asked, StatedTime(request, now));
  if (!sandbox && asked < now - kOldestAsOf) {
    return ServiceError(absl::StatusCode::kOutOfRange, v1::AS_OF_OUT_OF_RANGE,
                        "as_of: lies more than 7 days back");
  }
  return EvaluationTime{asked, asked < now - kAsOfIsNow};
}

absl::StatusOr<absl::Time> ChooseVerificationTime(
    const v1::VerifyBundleRequest& request, absl::Time now) {
  return StatedTime(request, now);
}

absl::Status CheckEffective(const PolicyMetadata& metadata, absl::Time as_of) {
  const absl::CivilDay day = absl::ToCivilDay(as_of, absl::UTCTimeZone());
  if (day > metadata.effective_until ||
      (metadata.effective_from && day < *metadata.effective_from)) {
    return ServiceError(
        absl::StatusCode::kFailedPrecondition, v1::POLICY_EXPIRED,
        "policy: the evaluation time is outside metadata.effective");
  }
  return absl::OkStatus();
}

std::string ContentDigest(const v1::CreateScreeningRequest& request) {
  v1::CreateScreeningRequest copy = request;
  copy.clear_request_id();
  copy.clear_wait();
  return std::string(AsBytes(Sha256(copy.SerializeAsString())));
}

std::string InputsDigest(const v1::CreateScreeningRequest& request,
                         absl::string_view policy_name) {
  v1::CreateScreeningRequest copy = request;
  copy.clear_request_id();
  copy.clear_wait();
  copy.set_policy(std::string(policy_name));
  return std::string(AsBytes(Sha256(copy.SerializeAsString())));
}

}  // namespace prescreen

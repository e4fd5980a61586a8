// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_request.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "server/service/times.h"

namespace prescreen {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1795435200);  // 2026-11-23 12:00

v1::CreateScreeningRequest Request() {
  v1::CreateScreeningRequest request;
  request.set_application_ref("A-1");
  request.add_documents()->set_content("x");
  return request;
}

v1::CreateScreeningRequest RequestAsOf(absl::Time as_of) {
  v1::CreateScreeningRequest request = Request();
  *request.mutable_as_of() = ToTimestamp(as_of);
  return request;
}

std::string Message(const absl::Status& status) {
  return std::string(status.message());
}

TEST(CheckScreeningRequest, MinimalRequestIsGood) {
  EXPECT_TRUE(CheckScreeningRequest(Request()).ok());
}

TEST(CheckScreeningRequest, EachFaultNamesItsField) {
  auto request = Request();
  request.clear_application_ref();
  EXPECT_EQ(Message(CheckScreeningRequest(request)),
            "application_ref: is missing");
  request = Request();
  request.set_request_id("not-a-uuid");
  EXPECT_EQ(Message(CheckScreeningRequest(request)),
            "request_id: is not a UUID");
  request = Request();
  request.set_candidate_ref(std::string(kMaxReferenceBytes + 1, 'c'));
  EXPECT_EQ(Message(CheckScreeningRequest(request)),
            "candidate_ref: is longer than 512 bytes");
  request = Request();
  request.add_known_identifiers()->set_type("emailAddress");
  EXPECT_EQ(Message(CheckScreeningRequest(request)),
            "known_identifiers[0].value: is missing");
  request = Request();
  request.add_documents();
  EXPECT_EQ(Message(CheckScreeningRequest(request)),
            "documents[1].content: is empty");
}

TEST(CheckScreeningRequest, TooManyDocumentsAreALimit) {
  auto request = Request();
  for (std::size_t i = 0; i < kMaxBundleDocuments; ++i) {
    request.add_documents()->set_content("x");
  }
  EXPECT_EQ(CheckScreeningRequest(request).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(CheckScreeningRequest, TooManyBytesAreALimit) {
  auto request = Request();
  request.add_documents()->set_content(std::string(kMaxBundleBytes, 'x'));
  EXPECT_EQ(CheckScreeningRequest(request).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(ChooseTime, DefaultIsNowInWholeSeconds) {
  const auto time =
      ChooseTime(Request(), false, kNow + absl::Milliseconds(700));
  ASSERT_TRUE(time.ok());
  EXPECT_EQ(time->as_of, kNow);
  EXPECT_FALSE(time->chosen);
}

TEST(ChooseTime, FutureIsRefusedBeyondTheSkew) {
  EXPECT_TRUE(
      ChooseTime(RequestAsOf(kNow + absl::Seconds(60)), true, kNow).ok());
  EXPECT_EQ(ChooseTime(RequestAsOf(kNow + absl::Seconds(61)), true, kNow)
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
}

TEST(ChooseTime, OlderThanAWeekNeedsASandbox) {
  const auto request = RequestAsOf(kNow - absl::Hours(24 * 8));
  EXPECT_EQ(ChooseTime(request, false, kNow).status().code(),
            absl::StatusCode::kOutOfRange);
  const auto time = ChooseTime(request, true, kNow);
  ASSERT_TRUE(time.ok());
  EXPECT_TRUE(time->chosen);
}

TEST(CheckEffective, BothDaysAreIncluded) {
  PolicyMetadata metadata;
  metadata.effective_from = absl::CivilDay(2026, 11, 23);
  metadata.effective_until = absl::CivilDay(2026, 11, 23);
  EXPECT_TRUE(CheckEffective(metadata, kNow).ok());
  EXPECT_EQ(CheckEffective(metadata, kNow + absl::Hours(24)).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CheckEffective(metadata, kNow - absl::Hours(24)).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(ContentDigest, IgnoresTheRequestIdAlone) {
  auto request = Request();
  const std::string digest = ContentDigest(request);
  request.set_request_id("a");
  EXPECT_EQ(ContentDigest(request), digest);
  request.mutable_documents(0)->set_label("other");
  EXPECT_NE(ContentDigest(request), digest);
}

v1::VerifyBundleRequest VerifyRequest() {
  v1::VerifyBundleRequest request;
  request.add_documents()->set_content("x");
  return request;
}

TEST(CheckVerifyRequest, MinimalRequestIsGood) {
  EXPECT_TRUE(CheckVerifyRequest(VerifyRequest()).ok());
}

TEST(CheckVerifyRequest, EachFaultNamesItsField) {
  EXPECT_EQ(Message(CheckVerifyRequest({})), "documents: is empty");
  auto request = VerifyRequest();
  request.set_challenge(std::string(kMaxReferenceBytes + 1, 'c'));
  EXPECT_EQ(Message(CheckVerifyRequest(request)),
            "challenge: is longer than 512 bytes");
  request = VerifyRequest();
  request.set_audience(std::string(kMaxReferenceBytes + 1, 'a'));
  EXPECT_EQ(Message(CheckVerifyRequest(request)),
            "audience: is longer than 512 bytes");
  request = VerifyRequest();
  request.add_known_identifiers()->set_type("emailAddress");
  EXPECT_EQ(Message(CheckVerifyRequest(request)),
            "known_identifiers[0].value: is missing");
}

TEST(CheckVerifyRequest, TooManyDocumentsAreALimit) {
  auto request = VerifyRequest();
  for (std::size_t i = 0; i < kMaxBundleDocuments; ++i) {
    request.add_documents()->set_content("x");
  }
  EXPECT_TRUE(absl::IsResourceExhausted(CheckVerifyRequest(request)));
}

TEST(ChooseVerificationTime, IsNowUnlessStated) {
  EXPECT_EQ(*ChooseVerificationTime(VerifyRequest(), kNow), kNow);
}

TEST(ChooseVerificationTime, MayLieAnywhereInThePast) {
  auto request = VerifyRequest();
  *request.mutable_as_of() = ToTimestamp(kNow - absl::Hours(24 * 365));
  EXPECT_EQ(*ChooseVerificationTime(request, kNow),
            kNow - absl::Hours(24 * 365));
}

TEST(ChooseVerificationTime, FutureIsRefused) {
  auto request = VerifyRequest();
  *request.mutable_as_of() = ToTimestamp(kNow + absl::Seconds(61));
  EXPECT_TRUE(
      absl::IsOutOfRange(ChooseVerificationTime(request, kNow).status()));
}

}  // namespace
}  // namespace prescreen

// SPDX-License-Identifier: Apache-2.0
#include "server/service/reason_codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "prescreen/v1/reasons.pb.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

TEST(ListReasonCodes, EveryReasonHasBothSentences) {
  const auto codes = ListReasonCodes("");
  ASSERT_TRUE(codes.ok()) << codes.status();
  EXPECT_EQ(codes->reasons_size(),
            v1::ReasonCode_descriptor()->value_count() - 1);
  for (const auto& reason : codes->reasons()) {
    EXPECT_NE(reason.code(), v1::REASON_CODE_UNSPECIFIED);
    EXPECT_NE(reason.recruiter(), "") << v1::ReasonCode_Name(reason.code());
    EXPECT_NE(reason.candidate(), "") << v1::ReasonCode_Name(reason.code());
  }
}

TEST(ListReasonCodes, EveryErrorHasMeaningAndAdvice) {
  const auto codes = ListReasonCodes("en");
  ASSERT_TRUE(codes.ok()) << codes.status();
  EXPECT_EQ(codes->errors_size(),
            v1::ErrorReason_descriptor()->value_count() - 1);
  for (const auto& error : codes->errors()) {
    EXPECT_NE(error.meaning(), "") << v1::ErrorReason_Name(error.reason());
    EXPECT_NE(error.retry(), v1::RETRY_ADVICE_UNSPECIFIED)
        << v1::ErrorReason_Name(error.reason());
  }
}

TEST(ListReasonCodes, AdviceIsTheProtos) {
  const auto codes = ListReasonCodes("EN");
  ASSERT_TRUE(codes.ok()) << codes.status();
  for (const auto& error : codes->errors()) {
    if (error.reason() == v1::TOO_BUSY) {
      EXPECT_EQ(error.retry(), v1::RETRY_LATER);
    }
    if (error.reason() == v1::INVALID_FIELD) {
      EXPECT_EQ(error.retry(), v1::DO_NOT_RETRY);
    }
  }
}

TEST(ListReasonCodes, LanguageWithoutTextIsRefusedByName) {
  for (const char* language : {"de", "en-", "english", " "}) {
    const auto codes = ListReasonCodes(language);
    EXPECT_EQ(codes.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ToRpcStatus(codes.status()).DebugString(),
                ::testing::HasSubstr("language"));
  }
}

}  // namespace
}  // namespace prescreen

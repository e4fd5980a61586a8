// SPDX-License-Identifier: Apache-2.0
#include "server/decode/compact_jws.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

std::string Token(absl::string_view header, absl::string_view payload,
                  absl::string_view signature) {
  return absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(payload),
                      ".", Base64UrlEncode(signature));
}

absl::StatusCode CodeOf(absl::string_view token) {
  return ParseCompactJws(token).status().code();
}

TEST(CompactJws, TakenApart) {
  const std::string token = Token(R"({"alg":"x"})", R"({"a":1})", "sig");
  const absl::StatusOr<CompactJws> jws = ParseCompactJws(token);
  ASSERT_TRUE(jws.ok());
  EXPECT_EQ(jws->header.FindString("alg"), "x");
  EXPECT_EQ(jws->payload.Find("a")->number_text(), "1");
  EXPECT_EQ(jws->signature, "sig");
  EXPECT_EQ(jws->signing_input,
            absl::string_view(token).substr(0, token.rfind('.')));
}

TEST(CompactJws, UnreadablePayloadDoesNotHideTheRest) {
  for (const char* payload : {"[]", "{", "7", "{\"a\":1,\"a\":2}"}) {
    const std::string token = Token(R"({"alg":"x"})", payload, "sig");
    const absl::StatusOr<CompactJws> jws = ParseCompactJws(token);
    ASSERT_TRUE(jws.ok()) << payload;
    EXPECT_FALSE(jws->payload_status.ok()) << payload;
    EXPECT_TRUE(jws->payload.is_null()) << payload;
  }
}

TEST(CompactJws, WrongNumberOfParts) {
  for (const char* token : {"", ".", "e30", "e30.e30", "e30.e30.AA.AA"}) {
    EXPECT_EQ(CodeOf(token), absl::StatusCode::kInvalidArgument) << token;
  }
}

TEST(CompactJws, EmptyParts) {
  EXPECT_EQ(CodeOf("..AA"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("e30..AA"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(".e30.AA"), absl::StatusCode::kInvalidArgument);
}

TEST(CompactJws, HeaderThatIsNoJsonObject) {
  for (const char* header : {"[]", "1", "null", "{", "\xff"}) {
    EXPECT_EQ(CodeOf(Token(header, "{}", "s")),
              absl::StatusCode::kInvalidArgument)
        << header;
  }
}

TEST(CompactJws, HeaderNestedTooDeep) {
  const std::string header =
      absl::StrCat("{\"a\":", std::string(20, '['), std::string(20, ']'), "}");
  EXPECT_EQ(CodeOf(Token(header, "{}", "s")),
            absl::StatusCode::kResourceExhausted);
}

TEST(CompactJws, NonCanonicalHeaderOrSignature) {
  EXPECT_EQ(CodeOf("e31.e30.AA"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("e30=.e30.AA"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("e30.e30.AB"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("e30.e30.AA=="), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("e30.e30.A+"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("e30.e30.AA\n"), absl::StatusCode::kInvalidArgument);
}

TEST(CompactJws, Limits) {
  EXPECT_EQ(CodeOf(std::string(kMaxTokenBytes + 1, 'A')),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(CodeOf(std::string(kMaxJoseHeaderBytes + 1, 'A') + ".e30.AA"),
            absl::StatusCode::kResourceExhausted);
}

TEST(CompactJws, MessagesHoldNoContent) {
  const std::string token = Token(R"({"ada@example.org": })", "{}", "s");
  const std::string message(ParseCompactJws(token).status().message());
  EXPECT_EQ(message.find("ada"), std::string::npos) << message;
}

}  // namespace
}  // namespace prescreen

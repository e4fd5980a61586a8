// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/error.h"

#include <gtest/gtest.h>

#include <string>

namespace prescreen {
namespace {

using jsonld::Error;
using jsonld::ErrorCode;
using jsonld::ErrorTerm;
using jsonld::UnknownContext;
using jsonld::UnknownContextIri;
using jsonld::WithTerm;

TEST(JsonLdError, HasItsCode) {
  const absl::Status status = Error("invalid @id value");
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(ErrorCode(status), "invalid @id value");
  EXPECT_EQ(ErrorTerm(status), "");
  EXPECT_EQ(UnknownContextIri(status), "");
}

TEST(JsonLdError, OfAnUnknownContextNamesItBesideTheMessage) {
  const absl::Status status = UnknownContext("https://example.org/v1");
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(ErrorCode(status), jsonld::kLoadingRemoteContextFailed);
  EXPECT_EQ(UnknownContextIri(status), "https://example.org/v1");
  EXPECT_EQ(status.message().find("example"), absl::string_view::npos);
}

TEST(JsonLdError, KeepsTheInnermostTerm) {
  const absl::Status inner = WithTerm(Error("cyclic IRI mapping"), "a");
  EXPECT_EQ(ErrorTerm(WithTerm(inner, "b")), "a");
  EXPECT_EQ(inner.message().find('a' + std::string(":")),
            absl::string_view::npos);
}

TEST(JsonLdError, AddsNothingToOk) {
  EXPECT_EQ(WithTerm(absl::OkStatus(), "a"), absl::OkStatus());
}

TEST(JsonLdError, LeavesOutWhatIsTooLong) {
  const std::string longest(jsonld::kMaxErrorWordBytes, 'x');
  EXPECT_EQ(UnknownContextIri(UnknownContext(longest)), longest);
  EXPECT_EQ(UnknownContextIri(UnknownContext(longest + "x")), "");
  EXPECT_EQ(ErrorTerm(WithTerm(Error("reserved term"), longest)), longest);
  EXPECT_EQ(ErrorTerm(WithTerm(Error("reserved term"), longest + "x")), "");
}

}  // namespace
}  // namespace prescreen

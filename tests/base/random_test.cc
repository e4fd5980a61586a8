// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"

namespace prescreen {
namespace {

// Always 0xff bytes.
class OnesRandom final : public Random {
 public:
  std::string Bytes(std::size_t count) override {
    return std::string(count, '\xff');
  }
};

TEST(SystemRandom, GivesAsManyBytesAsAsked) {
  SystemRandom random;
  EXPECT_EQ(random.Bytes(0).size(), 0u);
  EXPECT_EQ(random.Bytes(33).size(), 33u);
}

TEST(SystemRandom, DoesNotRepeat) {
  SystemRandom random;
  EXPECT_NE(random.Bytes(16), random.Bytes(16));
}

TEST(Uuid4, CarriesVersionAndVariant) {
  OnesRandom random;
  EXPECT_EQ(FormatUuid(NewUuid4(random)),
            "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

// The time of RFC 9562 appendix A.6.
TEST(Uuid7, CarriesMillisecondsVersionAndVariant) {
  OnesRandom random;
  const absl::Time time = absl::FromUnixMillis(1645557742000);
  EXPECT_EQ(FormatUuid(NewUuid7(random, time)),
            "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST(Uuid7, SortsByTime) {
  SystemRandom random;
  const absl::Time time = absl::FromUnixSeconds(1700000000);
  EXPECT_LT(NewUuid7(random, time),
            NewUuid7(random, time + absl::Milliseconds(1)));
}

TEST(Uuid, ParsesEitherCase) {
  const std::string bytes = *HexDecode("017f22e279b07cc398c4dc0c0c07398f");
  EXPECT_EQ(*ParseUuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), bytes);
  EXPECT_EQ(FormatUuid(bytes), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(Uuid, RefusesAnythingElse) {
  for (const char* text : {"", "017f22e279b07cc398c4dc0c0c07398f",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
                           "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
                           "017f22e27-9b0-7cc3-98c4-dc0c0c07398f",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398\n"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseUuid(text).status())) << text;
  }
}

}  // namespace
}  // namespace prescreen

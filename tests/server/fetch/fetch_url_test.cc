// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/fetch_url.h"

#include <gtest/gtest.h>

#include <string>

namespace prescreen {
namespace {

TEST(ParseFetchUrl, TakesTheUrlApart) {
  const auto url = ParseFetchUrl("https://Status.Example.org:8443/a/3?b=c");
  ASSERT_TRUE(url.ok()) << url.status();
  EXPECT_EQ(url->text, "https://Status.Example.org:8443/a/3?b=c");
  EXPECT_TRUE(url->is_https);
  EXPECT_EQ(url->host, "status.example.org");
  EXPECT_EQ(url->port, 8443);
}

TEST(ParseFetchUrl, KnowsTheSchemesPorts) {
  EXPECT_EQ(ParseFetchUrl("https://a.example/")->port, 443);
  EXPECT_EQ(ParseFetchUrl("HTTP://a.example")->port, 80);
  EXPECT_FALSE(ParseFetchUrl("http://a.example")->is_https);
}

TEST(ParseFetchUrl, LeavesTheFragmentOut) {
  EXPECT_EQ(ParseFetchUrl("https://a.example/3#list")->text,
            "https://a.example/3");
}

TEST(ParseFetchUrl, BracketsAreNotPartOfTheHost) {
  EXPECT_EQ(ParseFetchUrl("https://[2001:DB8::1]/")->host, "2001:db8::1");
}

class RefusedUrl : public testing::TestWithParam<std::string> {};

TEST_P(RefusedUrl, IsInvalid) {
  const auto url = ParseFetchUrl(GetParam());
  EXPECT_EQ(url.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(url.status().message().find("a.example"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, RefusedUrl,
    testing::Values("", "https://", "https:///path", "a.example/list",
                    "file:///etc/passwd", "ftp://a.example/",
                    "gopher://a.example/", "data:text/plain,x", "did:key:z6Mk",
                    "urn:uuid:1", "https:a.example", "https://user@a.example/",
                    "https://user:pw@a.example/", "https://:pw@a.example/",
                    "https://a.example:0/", "https://a.example:22/",
                    "https://a.example:25/", "https://a.example:1023/",
                    "https://a.example:65536/", "https://a.example:x/",
                    "https://a.example/a b", " https://a.example/",
                    "https://a.example/\n", "https://a.example\\@b.example/",
                    "https://\xc3\xa4.example/",
                    std::string("https://a.example/\0x", 20),
                    "https://a.example/" + std::string(2048, 'a')));

}  // namespace
}  // namespace prescreen

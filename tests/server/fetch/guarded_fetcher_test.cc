// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/guarded_fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "tests/support/fake_clock.h"
#include "tests/support/http_server.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class GuardedFetcherTest : public testing::Test {
 protected:
  GuardedFetcherTest() {
    options_.addresses.allow_loopback = true;
    options_.http_hosts = {"127.0.0.1", "localhost"};
    options_.timeout = absl::Seconds(60);
  }

  absl::StatusOr<FetchedDocument> Get(const std::string& url) {
    const auto parsed = ParseFetchUrl(url);
    if (!parsed.ok()) return parsed.status();
    return GuardedFetcher(options_, clock_).Get(*parsed);
  }
  absl::StatusCode CodeOf(const std::string& url) {
    return Get(url).status().code();
  }
  std::string BodyOf(const std::string& url) {
    const auto document = Get(url);
    return document.ok() ? document->body
                         : std::string(document.status().message());
  }

  FakeClock clock_;
  FetchOptions options_;
  HttpServer server_;
};

TEST_F(GuardedFetcherTest, ReturnsTheDocument) {
  server_.On("/list", HttpReply::Ok("hello", "application/vc+jwt"));
  const auto document = Get(server_.url("/list?a=b#c"));
  EXPECT_FALSE(document.ok());  // another path: nothing is cut off but `#c`
  const auto found = Get(server_.url("/list"));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->body, "hello");
  EXPECT_EQ(found->digest, std::string(AsBytes(Sha256("hello"))));
  EXPECT_EQ(found->content_type, "application/vc+jwt");
  EXPECT_EQ(found->fetched_at, clock_.Now());
}

TEST_F(GuardedFetcherTest, SaysLittleOfItself) {
  options_.accept = "application/vc+jwt";
  server_.On("/list", HttpReply::Ok("hello"));
  ASSERT_TRUE(Get(server_.url("/list")).ok());
  const std::string request = server_.last_request("/list");
  EXPECT_THAT(request, HasSubstr("Accept: application/vc+jwt\r\n"));
  EXPECT_THAT(request, HasSubstr("User-Agent: prescreen\r\n"));
  for (const char* header :
       {"Cookie", "Authorization", "Accept-Encoding", "Referer"}) {
    EXPECT_THAT(request, Not(HasSubstr(header)));
  }
}

TEST_F(GuardedFetcherTest, CookiesAreNotKept) {
  server_.On("/list", {"HTTP/1.1 302 Found\r\nSet-Cookie: a=b; Path=/\r\n"
                       "Location: /next\r\nContent-Length: 0\r\n\r\n"});
  server_.On("/next", HttpReply::Ok("x"));
  ASSERT_TRUE(Get(server_.url("/list")).ok());
  EXPECT_THAT(server_.last_request("/next"), Not(HasSubstr("Cookie")));
}

TEST_F(GuardedFetcherTest, ProxiesOfTheEnvironmentAreIgnored) {
  HttpServer proxy;
  for (const char* name : {"http_proxy", "all_proxy"}) {
    ::setenv(name, proxy.url("").c_str(), 1);
  }
  server_.On("/list", HttpReply::Ok("hello"));
  EXPECT_EQ(BodyOf(server_.url("/list")), "hello");
  for (const char* name : {"http_proxy", "all_proxy"}) ::unsetenv(name);
}

TEST_F(GuardedFetcherTest, LoopbackIsRefusedByDefault) {
  options_.addresses.allow_loopback = false;
  server_.On("/list", HttpReply::Ok("hello"));
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(server_.requests("/list"), 0);
}

TEST_F(GuardedFetcherTest, NameThatLeadsToLoopbackIsRefused) {
  options_.addresses.allow_loopback = false;
  server_.On("/list", HttpReply::Ok("hello"));
  EXPECT_EQ(CodeOf(absl::StrCat("http://localhost:", server_.port(), "/list")),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(server_.requests("/list"), 0);
}

TEST_F(GuardedFetcherTest, OddSpellingsOfLoopbackAreRefused) {
  options_.addresses.allow_loopback = false;
  for (const char* host : {"0x7f000001", "2130706433", "127.1", "0177.0.0.1",
                           "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const std::string url =
        absl::StrCat("http://", host, ":", server_.port(), "/list");
    const auto parsed = ParseFetchUrl(url);
    if (!parsed.ok()) continue;
    options_.http_hosts.insert(parsed->host);
    EXPECT_FALSE(Get(url).ok()) << host;
  }
  EXPECT_EQ(server_.requests("/list"), 0);
}

TEST_F(GuardedFetcherTest, PrivateAddressIsRefusedEvenWithLoopbackAllowed) {
  options_.http_hosts = {"10.0.0.1", "169.254.169.254"};
  EXPECT_EQ(CodeOf("http://10.0.0.1:8080/"),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(CodeOf("http://169.254.169.254/latest/meta-data"),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(GuardedFetcherTest, HttpNeedsAConfiguredHost) {
  options_.http_hosts = {"other.example"};
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(server_.requests("/list"), 0);
}

TEST_F(GuardedFetcherTest, FollowsThreeRedirects) {
  server_.On("/0", HttpReply::Redirect("/1"));
  server_.On("/1", HttpReply::Redirect("2"));
  server_.On("/2", HttpReply::Redirect(server_.url("/3")));
  server_.On("/3", HttpReply::Ok("there"));
  EXPECT_EQ(BodyOf(server_.url("/0")), "there");
}

TEST_F(GuardedFetcherTest, FourthRedirectIsRefused) {
  server_.On("/0", HttpReply::Redirect("/0"));
  EXPECT_THAT(BodyOf(server_.url("/0")), HasSubstr("redirects"));
  EXPECT_EQ(server_.requests("/0"), 4);
}

TEST_F(GuardedFetcherTest, RedirectToAnotherAddressIsJudgedAnew) {
  server_.On("/0", HttpReply::Redirect("http://10.0.0.1:8080/"));
  options_.http_hosts.insert("10.0.0.1");
  EXPECT_EQ(CodeOf(server_.url("/0")), absl::StatusCode::kPermissionDenied);
}

TEST_F(GuardedFetcherTest, RedirectToAnotherSchemeIsRefused) {
  for (const char* target : {"file:///etc/passwd", "ftp://127.0.0.1:2121/",
                             "https://u:p@127.0.0.1:8443/"}) {
    server_.On("/0", HttpReply::Redirect(target));
    EXPECT_FALSE(Get(server_.url("/0")).ok()) << target;
  }
}

TEST_F(GuardedFetcherTest, OnlyStatus200IsADocument) {
  for (const char* status :
       {"201 Created", "204 No Content", "206 Partial Content", "404 Not Found",
        "410 Gone", "500 Error"}) {
    server_.On("/list", {absl::StrCat("HTTP/1.1 ", status,
                                      "\r\nContent-Length: 0\r\n\r\n")});
    EXPECT_THAT(BodyOf(server_.url("/list")), HasSubstr("status ")) << status;
  }
}

TEST_F(GuardedFetcherTest, LongestBodyIsTaken) {
  options_.max_bytes = 1000;
  server_.On("/list", HttpReply::Ok(std::string(1000, 'x')));
  EXPECT_EQ(BodyOf(server_.url("/list")).size(), 1000u);
}

TEST_F(GuardedFetcherTest, LongerBodyIsRefused) {
  options_.max_bytes = 1000;
  server_.On("/list", HttpReply::Ok(std::string(1001, 'x')));
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kResourceExhausted);
}

TEST_F(GuardedFetcherTest, EndlessBodyIsCutOff) {
  server_.On("/list", {"HTTP/1.1 200 OK\r\n\r\n", HttpReply::Then::kRepeat,
                       std::string(4096, 'x')});
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kResourceExhausted);
}

TEST_F(GuardedFetcherTest, EndlessHeadersAreCutOff) {
  server_.On("/list", {"HTTP/1.1 200 OK\r\n", HttpReply::Then::kRepeat,
                       absl::StrCat("X: ", std::string(500, 'x'), "\r\n")});
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kResourceExhausted);
}

TEST_F(GuardedFetcherTest, BodyShorterThanSaidIsRefused) {
  server_.On("/list", {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"});
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kUnavailable);
}

TEST_F(GuardedFetcherTest, ContentEncodingIsRefused) {
  server_.On("/list", {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                       "Content-Length: 1\r\n\r\nx"});
  EXPECT_THAT(BodyOf(server_.url("/list")), HasSubstr("content encoding"));
}

TEST_F(GuardedFetcherTest, AnswerThatIsNoHttpIsRefused) {
  server_.On("/list", {"hello\r\n\r\n"});
  EXPECT_FALSE(Get(server_.url("/list")).ok());
}

TEST_F(GuardedFetcherTest, ClosedPortIsUnavailable) {
  std::string url;
  {
    HttpServer gone;
    url = gone.url("/list");
  }
  EXPECT_EQ(CodeOf(url), absl::StatusCode::kUnavailable);
}

TEST_F(GuardedFetcherTest, SilenceIsNotWaitedForBeyondTheTimeout) {
  options_.timeout = absl::Milliseconds(100);
  server_.On("/list", HttpReply::Silent());
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(GuardedFetcherTest, SilenceAfterHalfABodyToo) {
  options_.timeout = absl::Milliseconds(100);
  server_.On("/list", {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
                       HttpReply::Then::kSilence});
  EXPECT_EQ(CodeOf(server_.url("/list")), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(GuardedFetcherTest, TheTimeoutHoldsForAllRedirectsTogether) {
  options_.timeout = absl::Milliseconds(300);
  server_.On("/0", HttpReply::Redirect("/1"));
  server_.On("/1", HttpReply::Silent());
  EXPECT_EQ(CodeOf(server_.url("/0")), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(GuardedFetcherTest, StopEndsWhatIsUnderWay) {
  server_.On("/list", HttpReply::Silent());
  GuardedFetcher fetcher(options_, clock_);
  auto result = std::async(std::launch::async, [&] {
    return fetcher.Get(*ParseFetchUrl(server_.url("/list"))).status();
  });
  server_.AwaitRequest("/list");
  fetcher.Stop();
  EXPECT_EQ(result.get().code(), absl::StatusCode::kUnavailable);
}

class GuardedFetcherTls : public GuardedFetcherTest {
 protected:
  GuardedFetcherTls()
      : path_((std::filesystem::temp_directory_path() /
               absl::StrCat("prescreen-ca-", ::getpid(), ".pem"))
                  .string()) {
    std::ofstream(path_) << secure_.certificate();
    options_.http_hosts.clear();
  }
  ~GuardedFetcherTls() override { std::filesystem::remove(path_); }

  HttpServer secure_{HttpServerOptions{.tls = true}};
  const std::string path_;
};

TEST_F(GuardedFetcherTls, TrustedCertificateIsAccepted) {
  options_.ca_file = path_;
  secure_.On("/list", HttpReply::Ok("hello"));
  EXPECT_EQ(BodyOf(secure_.url("/list")), "hello");
}

TEST_F(GuardedFetcherTls, UnknownCertificateIsRefused) {
  secure_.On("/list", HttpReply::Ok("hello"));
  EXPECT_EQ(CodeOf(secure_.url("/list")), absl::StatusCode::kUnavailable);
  EXPECT_EQ(secure_.requests("/list"), 0);
}

TEST_F(GuardedFetcherTls, CertificateForAnotherNameIsRefused) {
  options_.ca_file = path_;
  secure_.On("/list", HttpReply::Ok("hello"));
  EXPECT_EQ(CodeOf(absl::StrCat("https://localhost:", secure_.port(), "/list")),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(secure_.requests("/list"), 0);
}

TEST_F(GuardedFetcherTls, RedirectToHttpIsRefusedEvenToAConfiguredHost) {
  options_.ca_file = path_;
  options_.http_hosts = {"127.0.0.1"};
  secure_.On("/list", HttpReply::Redirect(server_.url("/list")));
  server_.On("/list", HttpReply::Ok("hello"));
  EXPECT_EQ(CodeOf(secure_.url("/list")), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(server_.requests("/list"), 0);
}

}  // namespace
}  // namespace prescreen

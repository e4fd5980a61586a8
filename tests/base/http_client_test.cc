// SPDX-License-Identifier: Apache-2.0
#include "base/http_client.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <future>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kLong = absl::Seconds(30);

// Takes one connection on a free port of 127.0.0.1, reads one request, sends
// `answer` and closes. An empty answer holds the connection open, in silence,
// until the server is destroyed.
class OneAnswerServer {
 public:
  explicit OneAnswerServer(std::string answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 1);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~OneAnswerServer() {
    released_.set_value();
    ::shutdown(listener_, SHUT_RDWR);  // if nobody connected
    thread_.join();
    ::close(listener_);
  }

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_); }
  // What was received; call after the answer has arrived.
  const std::string& request() const { return request_; }

 private:
  bool Complete() const {
    const std::size_t head = request_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    constexpr char kLength[] = "Content-Length: ";
    const std::size_t field = request_.find(kLength);
    std::size_t length = 0;
    if (field != std::string::npos) {
      length = std::strtoul(request_.c_str() + field + sizeof(kLength) - 1,
                            nullptr, 10);
    }
    return request_.size() >= head + 4 + length;
  }

  void Serve() {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    char buffer[4096];
    while (!Complete()) {
      const ssize_t count = ::recv(connection, buffer, sizeof(buffer), 0);
      if (count <= 0) break;
      request_.append(buffer, static_cast<std::size_t>(count));
    }
    if (answer_.empty()) released_.get_future().wait();
    ::send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    ::close(connection);
  }

  const std::string answer_;
  std::string request_;
  int listener_ = -1;
  int port_ = 0;
  std::promise<void> released_;
  std::thread thread_;
};

std::string Answer(absl::string_view status, absl::string_view body,
                   absl::string_view headers = "") {
  return absl::StrCat("HTTP/1.1 ", status, "\r\n", headers,
                      "Content-Length: ", body.size(),
                      "\r\nConnection: close\r\n\r\n", body);
}

TEST(CurlHttpClient, PostsTheBodyAndReturnsTheAnswer) {
  OneAnswerServer server(Answer("200 OK", "{\"ok\":1}"));
  CurlHttpClient client;
  const auto response =
      client.Post(server.url(), "application/json", "hello", kLong, 100);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status_code, 200);
  EXPECT_EQ(response->body, "{\"ok\":1}");
  EXPECT_THAT(server.request(), HasSubstr("POST / HTTP/1.1"));
  EXPECT_THAT(server.request(), HasSubstr("Content-Type: application/json"));
  EXPECT_THAT(server.request(), HasSubstr("\r\n\r\nhello"));
}

TEST(CurlHttpClient, PostsAnEmptyBody) {
  OneAnswerServer server(Answer("200 OK", ""));
  CurlHttpClient client;
  const auto response = client.Post(server.url(), "text/plain", {}, kLong, 0);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(server.request(), HasSubstr("Content-Length: 0"));
}

TEST(CurlHttpClient, PostsALongBodyWithoutWaiting) {
  OneAnswerServer server(Answer("200 OK", ""));
  CurlHttpClient client;
  const std::string body(300'000, 'x');
  ASSERT_TRUE(client.Post(server.url(), "text/plain", body, kLong, 9).ok());
  EXPECT_THAT(server.request(), HasSubstr(body));
}

TEST(CurlHttpClient, AnyStatusCodeIsAnAnswer) {
  OneAnswerServer server(Answer("503 Service Unavailable", "later"));
  CurlHttpClient client;
  const auto response = client.Post(server.url(), "text/plain", "", kLong, 100);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status_code, 503);
  EXPECT_EQ(response->body, "later");
}

TEST(CurlHttpClient, DoesNotFollowRedirects) {
  OneAnswerServer server(
      Answer("302 Found", "", "Location: http://127.0.0.1:1/\r\n"));
  CurlHttpClient client;
  const auto response = client.Post(server.url(), "text/plain", "", kLong, 100);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status_code, 302);
}

TEST(CurlHttpClient, BodyOfTheBoundIsAccepted) {
  OneAnswerServer server(Answer("200 OK", "12345"));
  CurlHttpClient client;
  EXPECT_TRUE(client.Post(server.url(), "text/plain", "", kLong, 5).ok());
}

TEST(CurlHttpClient, LongerBodyIsResourceExhausted) {
  OneAnswerServer server(Answer("200 OK", "123456"));
  CurlHttpClient client;
  EXPECT_TRUE(absl::IsResourceExhausted(
      client.Post(server.url(), "text/plain", "", kLong, 5).status()));
}

TEST(CurlHttpClient, LongerBodyOfUnknownLengthIsResourceExhausted) {
  OneAnswerServer server("HTTP/1.1 200 OK\r\n\r\n" + std::string(1000, 'x'));
  CurlHttpClient client;
  EXPECT_TRUE(absl::IsResourceExhausted(
      client.Post(server.url(), "text/plain", "", kLong, 5).status()));
}

TEST(CurlHttpClient, SilenceIsDeadlineExceeded) {
  OneAnswerServer server("");
  CurlHttpClient client;
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      client.Post(server.url(), "text/plain", "", absl::Milliseconds(50), 9)
          .status()));
}

TEST(CurlHttpClient, NothingListeningIsUnavailable) {
  std::string url;
  { url = OneAnswerServer("unused").url(); }
  CurlHttpClient client;
  EXPECT_TRUE(absl::IsUnavailable(
      client.Post(url, "text/plain", "", kLong, 9).status()));
}

TEST(CurlHttpClient, AnswerCutOffIsUnavailable) {
  OneAnswerServer server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
  CurlHttpClient client;
  EXPECT_TRUE(absl::IsUnavailable(
      client.Post(server.url(), "text/plain", "", kLong, 9).status()));
}

TEST(CurlHttpClient, OtherProtocolsAreRefused) {
  CurlHttpClient client;
  for (const char* url : {"file:///dev/null", "ftp://127.0.0.1:1/", "::"}) {
    EXPECT_FALSE(client.Post(url, "text/plain", "", kLong, 9).ok()) << url;
  }
}

TEST(CurlHttpClient, IgnoresProxiesOfTheEnvironment) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  OneAnswerServer server(Answer("200 OK", ""));
  CurlHttpClient client;
  EXPECT_TRUE(client.Post(server.url(), "text/plain", "", kLong, 9).ok());
  ::unsetenv("http_proxy");
}

}  // namespace
}  // namespace prescreen

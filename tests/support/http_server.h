// SPDX-License-Identifier: Apache-2.0
// A small HTTP server on a loopback address that answers as a test says, well
// or badly.
#ifndef PRESCREEN_TESTS_SUPPORT_HTTP_SERVER_H_
#define PRESCREEN_TESTS_SUPPORT_HTTP_SERVER_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace prescreen {

struct HttpReply {
  enum class Then {
    kClose,
    kSilence,  // holds the connection open until the server ends
    kRepeat,   // sends `last` again and again until the peer goes
  };
  std::string bytes;  // status line, headers, body
  Then then = Then::kClose;
  std::string last = {};

  static HttpReply Ok(absl::string_view body,
                      absl::string_view content_type = "text/plain");
  static HttpReply Status(absl::string_view status_line);  // "404 Not Found"
  static HttpReply Redirect(absl::string_view location);
  static HttpReply Silent() { return {"", Then::kSilence}; }
};

struct HttpServerOptions {
  std::string address = "127.0.0.1";  // any of 127.0.0.0/8
  bool tls = false;                   // with a fresh certificate for `address`
};

// Serves from construction to destruction, a thread for each connection. One
// request for each connection. Thread-safe.
class HttpServer {
 public:
  explicit HttpServer(HttpServerOptions options = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Other paths are 404. May be said again for another answer.
  void On(const std::string& path, HttpReply reply);

  std::string url(const std::string& path) const;
  int port() const { return port_; }
  // The certificate, PEM.
  const std::string& certificate() const { return certificate_; }
  // How often that path was asked for; the whole of the last such request.
  int requests(const std::string& path) const;
  std::string last_request(const std::string& path) const;
  // Returns once `path` was asked for.
  void AwaitRequest(const std::string& path) const;

 private:
  struct Tls;
  struct Connection;

  void Accept();
  void Serve(int socket);
  HttpReply ReplyFor(const std::string& request);

  const HttpServerOptions options_;
  int listener_ = -1;
  int port_ = 0;
  std::string certificate_;
  std::unique_ptr<Tls> tls_;
  mutable absl::Mutex mutex_;
  std::map<std::string, HttpReply> replies_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<std::string>> requests_
      ABSL_GUARDED_BY(mutex_);
  std::set<int> open_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> serving_ ABSL_GUARDED_BY(mutex_);
  std::thread accepting_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_HTTP_SERVER_H_

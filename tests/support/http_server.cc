// SPDX-License-Identifier: Apache-2.0
#include "tests/support/http_server.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace prescreen {
namespace {

std::string Head(absl::string_view status_line, absl::string_view headers,
                 std::size_t length) {
  return absl::StrCat("HTTP/1.1 ", status_line, "\r\n", headers,
                      "Content-Length: ", length,
                      "\r\nConnection: close\r\n\r\n");
}

// `GET /path HTTP/1.1…` → `/path`
std::string PathOf(const std::string& request) {
  const std::size_t start = request.find(' ') + 1;
  return request.substr(start, request.find(' ', start) - start);
}

std::string PemOf(X509* certificate) {
  BIO* memory = BIO_new(BIO_s_mem());
  PRESCREEN_CHECK(PEM_write_bio_X509(memory, certificate) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

// Self-signed, for an IP address.
X509* MakeCertificate(EVP_PKEY* key, const std::string& address) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1,
                             -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name,
                          absl::StrCat("IP:", address).c_str());
  X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
  PRESCREEN_CHECK(X509_sign(certificate, key, EVP_sha256()) != 0);
  return certificate;
}

}  // namespace

struct HttpServer::Tls {
  explicit Tls(const std::string& address)
      : key(EVP_EC_gen("P-256")), context(SSL_CTX_new(TLS_server_method())) {
    X509* certificate = MakeCertificate(key, address);
    pem = PemOf(certificate);
    PRESCREEN_CHECK(SSL_CTX_use_certificate(context, certificate) == 1);
    PRESCREEN_CHECK(SSL_CTX_use_PrivateKey(context, key) == 1);
    X509_free(certificate);
  }
  ~Tls() {
    SSL_CTX_free(context);
    EVP_PKEY_free(key);
  }
  EVP_PKEY* key;
  SSL_CTX* context;
  std::string pem;
};

// Plain or TLS.
struct HttpServer::Connection {
  Connection(int descriptor, Tls* tls) : socket(descriptor) {
    if (tls == nullptr) return;
    ssl = SSL_new(tls->context);
    SSL_set_fd(ssl, socket);
    good = SSL_accept(ssl) == 1;
  }
  ~Connection() {
    if (ssl != nullptr) {
      if (good) SSL_shutdown(ssl);
      SSL_free(ssl);
    }
  }
  int Read(char* buffer, int size) {
    if (!good) return 0;
    return ssl != nullptr
               ? SSL_read(ssl, buffer, size)
               : static_cast<int>(
                     ::recv(socket, buffer, static_cast<std::size_t>(size), 0));
  }
  bool Write(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const std::size_t left = bytes.size() - sent;
      const long count =
          ssl != nullptr
              ? SSL_write(ssl, bytes.data() + sent, static_cast<int>(left))
              : ::send(socket, bytes.data() + sent, left, MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return true;
  }
  int socket;
  SSL* ssl = nullptr;
  bool good = true;
};

HttpReply HttpReply::Ok(absl::string_view body,
                        absl::string_view content_type) {
  return {absl::StrCat(
      Head("200 OK", absl::StrCat("Content-Type: ", content_type, "\r\n"),
           body.size()),
      body)};
}

HttpReply HttpReply::Status(absl::string_view status_line) {
  return {Head(status_line, "", 0)};
}

HttpReply HttpReply::Redirect(absl::string_view location) {
  return {Head("302 Found", absl::StrCat("Location: ", location, "\r\n"), 0)};
}

HttpServer::HttpServer(HttpServerOptions options)
    : options_(std::move(options)) {
  ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to peers that have gone
  if (options_.tls) {
    tls_ = std::make_unique<Tls>(options_.address);
    certificate_ = tls_->pem;
  }
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  PRESCREEN_CHECK(
      ::inet_pton(AF_INET, options_.address.c_str(), &address.sin_addr) == 1);
  socklen_t size = sizeof(address);
  PRESCREEN_CHECK(
      ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  PRESCREEN_CHECK(::listen(listener_, 128) == 0);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

HttpServer::~HttpServer() {
  std::vector<std::thread> serving;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  {
    absl::MutexLock lock(&mutex_);
    serving = std::move(serving_);
  }
  for (std::thread& thread : serving) thread.join();
  ::close(listener_);
}

void HttpServer::On(const std::string& path, HttpReply reply) {
  absl::MutexLock lock(&mutex_);
  replies_[path] = std::move(reply);
}

std::string HttpServer::url(const std::string& path) const {
  return absl::StrCat(options_.tls ? "https://" : "http://", options_.address,
                      ":", port_, path);
}

int HttpServer::requests(const std::string& path) const {
  absl::MutexLock lock(&mutex_);
  const auto found = requests_.find(path);
  return found == requests_.end() ? 0 : static_cast<int>(found->second.size());
}

std::string HttpServer::last_request(const std::string& path) const {
  absl::MutexLock lock(&mutex_);
  const auto found = requests_.find(path);
  return found == requests_.end() ? "" : found->second.back();
}

void HttpServer::AwaitRequest(const std::string& path) const {
  absl::MutexLock lock(&mutex_);
  const auto asked = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return requests_.count(path) > 0;
  };
  mutex_.Await(absl::Condition(&asked));
}

void HttpServer::Accept() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    absl::MutexLock lock(&mutex_);
    if (stopping_) {
      ::close(socket);
      return;
    }
    open_.insert(socket);
    serving_.emplace_back([this, socket] { Serve(socket); });
  }
}

HttpReply HttpServer::ReplyFor(const std::string& request) {
  absl::MutexLock lock(&mutex_);
  const std::string path = PathOf(request);
  requests_[path].push_back(request);
  const auto found = replies_.find(path);
  return found == replies_.end() ? HttpReply::Status("404 Not Found")
                                 : found->second;
}

void HttpServer::Serve(int socket) {
  {
    Connection connection(socket, tls_.get());
    std::string request;
    char buffer[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const int count = connection.Read(buffer, sizeof(buffer));
      if (count <= 0) break;
      request.append(buffer, static_cast<std::size_t>(count));
    }
    if (request.find("\r\n\r\n") != std::string::npos) {
      const HttpReply reply = ReplyFor(request);
      bool going = connection.Write(reply.bytes);
      while (going && reply.then == HttpReply::Then::kRepeat) {
        going = connection.Write(reply.last);
      }
      while (going && reply.then == HttpReply::Then::kSilence) {
        going = connection.Read(buffer, sizeof(buffer)) > 0;
      }
    }
  }
  absl::MutexLock lock(&mutex_);
  open_.erase(socket);
  ::close(socket);
}

}  // namespace prescreen

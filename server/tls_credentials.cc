// SPDX-License-Identifier: Apache-2.0
#include "server/tls_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/crypto/ssl_ptr.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

// Of a chain of certificates, a key, a list of authorities.
constexpr std::uint64_t kMaxPemBytes = 1u << 20;
// New connections look this often whether the files have changed.
constexpr absl::Duration kBetweenLooks = absl::Seconds(1);

struct Pems {
  std::string chain;
  std::string key;
  std::string client_ca;  // may be empty
  friend bool operator==(const Pems&, const Pems&) = default;
};

absl::Status Broken(absl::string_view file, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat("tls: ", file, ": ", what));
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bio View(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())),
          BIO_free};
}

Certificate FirstCertificate(const std::string& pem) {
  return {PEM_read_bio_X509(View(pem).get(), nullptr, nullptr, nullptr),
          X509_free};
}

// An encrypted key is refused; without this OpenSSL would ask the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

PrivateKey ReadKey(const std::string& pem) {
  return {
      PEM_read_bio_PrivateKey(View(pem).get(), nullptr, NoPassword, nullptr),
      EVP_PKEY_free};
}

absl::Status Check(const Pems& pems) {
  const SslErrorScope errors;
  const Certificate certificate = FirstCertificate(pems.chain);
  if (!certificate) return Broken("cert.pem", "holds no certificate");
  const PrivateKey key = ReadKey(pems.key);
  if (!key) return Broken("key.pem", "holds no unencrypted private key");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Broken("key.pem", "is not the key of cert.pem");
  }
  if (!pems.client_ca.empty() && !FirstCertificate(pems.client_ca)) {
    return Broken("client_ca", "holds no certificate");
  }
  return absl::OkStatus();
}

// Thread-safe.
class CertificateFolder {
 public:
  CertificateFolder(const TlsConfig& config, FileSystem& files,
                    const Clock& clock, EventLog& events)
      : config_(config), files_(files), clock_(clock), events_(events) {}

  // The first pair.
  absl::Status Load() {
    ASSIGN_OR_RETURN(const Pems pems, Read());
    RETURN_IF_ERROR(Check(pems));
    absl::MutexLock lock(&mutex_);
    seen_ = pems;
    good_ = pems;
    is_new_ = true;
    return absl::OkStatus();
  }

  bool asks_clients() const { return !config_.client_ca.empty(); }

  // For each connection, before its handshake.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<CertificateFolder*>(self)->Fetch(config);
  }

 private:
  grpc_ssl_certificate_config_reload_status Fetch(
      grpc_ssl_server_certificate_config** config) {
    absl::MutexLock lock(&mutex_);
    Look();
    if (!is_new_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair = {good_.key.c_str(),
                                             good_.chain.c_str()};
    // gRPC aborts without authorities. Where no client is asked for a
    // certificate they have no effect.
    const std::string& authorities =
        asks_clients() ? good_.client_ca : good_.chain;
    *config = grpc_ssl_server_certificate_config_create(authorities.c_str(),
                                                        &pair, 1);
    is_new_ = false;
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  void Look() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Time now = clock_.Now();
    if (now < next_look_) return;
    next_look_ = now + kBetweenLooks;
    const absl::StatusOr<Pems> pems = Read();
    if (pems.ok() && *pems == seen_) return;
    absl::Status status = pems.status();
    if (pems.ok()) {
      seen_ = *pems;
      status = Check(*pems);
    }
    if (!status.ok()) {
      events_.Error("certificate_refused",
                    {{"status", std::string(status.message())}});
      return;
    }
    good_ = *pems;
    is_new_ = true;
    events_.Info("certificate_changed", {});
  }

  absl::StatusOr<std::string> ReadFile(absl::string_view name,
                                       const std::string& path) {
    absl::StatusOr<std::string> text = files_.Read(path, kMaxPemBytes);
    if (!text.ok()) return Broken(name, "cannot be read");
    return text;
  }

  absl::StatusOr<Pems> Read() {
    Pems pems;
    ASSIGN_OR_RETURN(pems.chain,
                     ReadFile("cert.pem", config_.folder + "/cert.pem"));
    ASSIGN_OR_RETURN(pems.key,
                     ReadFile("key.pem", config_.folder + "/key.pem"));
    if (!config_.client_ca.empty()) {
      ASSIGN_OR_RETURN(pems.client_ca,
                       ReadFile("client_ca", config_.client_ca));
    }
    return pems;
  }

  const TlsConfig config_;
  FileSystem& files_;
  const Clock& clock_;
  EventLog& events_;
  absl::Mutex mutex_;
  absl::Time next_look_ ABSL_GUARDED_BY(mutex_);
  Pems seen_ ABSL_GUARDED_BY(mutex_);  // good or broken
  Pems good_ ABSL_GUARDED_BY(mutex_);
  bool is_new_ ABSL_GUARDED_BY(mutex_) = false;  // not yet given to gRPC
};

// gRPC's C API asks at each handshake, so that a pair is checked before it is
// used.
class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  explicit ReloadingCredentials(std::unique_ptr<CertificateFolder> folder)
      : folder_(std::move(folder)),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                folder_->asks_clients()
                    ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
                    : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
                &CertificateFolder::Fetch, folder_.get()))) {
    PRESCREEN_CHECK(credentials_ != nullptr);
  }
  ~ReloadingCredentials() override {
    grpc_server_credentials_release(credentials_);
  }

  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address,
                      grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  const std::unique_ptr<CertificateFolder> folder_;
  grpc_server_credentials* const credentials_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeTlsCredentials(
    const TlsConfig& config, FileSystem& files, const Clock& clock,
    EventLog& events) {
  auto folder =
      std::make_unique<CertificateFolder>(config, files, clock, events);
  RETURN_IF_ERROR(folder->Load());
  return std::shared_ptr<grpc::ServerCredentials>(
      std::make_shared<ReloadingCredentials>(std::move(folder)));
}

}  // namespace prescreen

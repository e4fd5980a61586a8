// SPDX-License-Identifier: Apache-2.0
// TLS with certificates that openssl makes here and now.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/error_details.h"
#include "prescreen/v1/admin.pb.h"
#include "tests/client/run_process.h"
#include "tests/support/raw_call.h"
#include "tests/support/server_process.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

// Longer than the server may take to see new files.
constexpr absl::Duration kPatience = absl::Seconds(10);

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

// A certificate of `authority` (itself where empty) at `path`/{cert,key}.pem.
void MakeCertificate(const std::string& path, const std::string& san,
                     const std::string& authority = "") {
  std::filesystem::create_directories(path);
  std::vector<std::string> arguments = {"/usr/bin/openssl",
                                        "req",
                                        "-x509",
                                        "-newkey",
                                        "ec",
                                        "-pkeyopt",
                                        "ec_paramgen_curve:P-256",
                                        "-nodes",
                                        "-days",
                                        "2",
                                        "-subj",
                                        "/CN=test",
                                        "-addext",
                                        absl::StrCat("subjectAltName=", san),
                                        "-keyout",
                                        path + "/key.pem",
                                        "-out",
                                        path + "/cert.pem"};
  if (!authority.empty()) {
    for (const std::string& argument :
         {std::string("-CA"), authority + "/cert.pem", std::string("-CAkey"),
          authority + "/key.pem", std::string("-addext"),
          std::string("basicConstraints=critical,CA:FALSE")}) {
      arguments.push_back(argument);
    }
  }
  const ProcessResult result = RunProcess(arguments);
  ASSERT_EQ(result.exit_code, 0) << result.err;
}

// What the server shows in a new handshake of at most `version`: the serial
// number of its certificate; empty where the handshake fails.
std::string Handshake(const std::string& address, int version) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
      SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> connection(
      BIO_new_ssl_connect(context.get()), BIO_free_all);
  SSL* ssl = nullptr;
  BIO_get_ssl(connection.get(), &ssl);
  const unsigned char alpn[] = "\x02h2";
  SSL_set_alpn_protos(ssl, alpn, 3);
  BIO_set_conn_hostname(connection.get(), address.c_str());
  if (BIO_do_handshake(connection.get()) != 1) return "";
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      SSL_get1_peer_certificate(ssl), X509_free);
  char* serial =
      i2s_ASN1_INTEGER(nullptr, X509_get0_serialNumber(certificate.get()));
  std::string result(serial);
  OPENSSL_free(serial);
  return result;
}

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    MakeCertificate(Path("tls"), "IP:127.0.0.1,DNS:localhost");
    MakeCertificate(Path("clients"), "DNS:authority.example");
    MakeCertificate(Path("ats"), "URI:spiffe://employer.example/ats",
                    Path("clients"));
    MakeCertificate(Path("nobody"), "URI:spiffe://employer.example/nobody",
                    Path("clients"));
    MakeCertificate(Path("stranger"), "URI:spiffe://employer.example/ats");
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    options.chains = absl::StrCat(
        "chains: []\n"
        "tls:\n"
        "  folder: ",
        Path("tls"),
        "\n"
        "  client_ca: ",
        Path("clients"),
        "/cert.pem\n"
        "  client_certificates:\n"
        "  - name: ats\n"
        "    san: spiffe://employer.example/ats\n"
        "    roles: [ats, auditor]\n"
        "    tenants: [demo]\n");
    // Beyond loopback, so that nobody is trusted for being near.
    options.overrides = {"listen=0.0.0.0:0"};
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    const std::string& listening = server_->address();
    address_ = "127.0.0.1" + listening.substr(listening.rfind(':'));
  }

  std::string Path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  RawResult Info(const std::string& identity, const std::string& key) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ReadText(Path("tls") + "/cert.pem");
    if (!identity.empty()) {
      options.pem_cert_chain = ReadText(Path(identity) + "/cert.pem");
      options.pem_private_key = ReadText(Path(identity) + "/key.pem");
    }
    return RawCall(grpc::CreateChannel(address_, grpc::SslCredentials(options)),
                   "Admin/GetServerInfo", "", key);
  }
  std::string ServerLog() const { return ReadText(Path("server.log")); }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::string address_;
};

TEST_F(TlsTest, OlderVersionsThanTls12AreRefused) {
  EXPECT_NE(Handshake(address_, TLS1_3_VERSION), "");
  EXPECT_NE(Handshake(address_, TLS1_2_VERSION), "");
  EXPECT_EQ(Handshake(address_, TLS1_1_VERSION), "");
}

TEST_F(TlsTest, ClientsAreWhatTheirCertificatesSay) {
  const RawResult result = Info("ats", "");
  ASSERT_TRUE(result.status.ok()) << result.status;
  v1::ServerInfo info;
  ASSERT_TRUE(info.ParseFromString(result.replies.at(0)));
  EXPECT_EQ(info.principal(), "certificates/ats");
  EXPECT_EQ(info.roles_size(), 2);
  ASSERT_EQ(info.tenants_size(), 1);
  EXPECT_EQ(info.tenants(0), "tenants/demo");
}

TEST_F(TlsTest, WithoutKeyOrKnownCertificateNobodyComesIn) {
  for (const char* identity : {"", "nobody"}) {
    EXPECT_EQ(ErrorDetailsOf(Info(identity, "").status).reason, "KEY_REQUIRED")
        << identity;
  }
  // The right name, by its own authority: no connection at all.
  EXPECT_TRUE(absl::IsUnavailable(Info("stranger", "").status));
}

TEST_F(TlsTest, TheBootstrapKeyWorksOverTls) {
  std::string key = ReadText(Path("data") + "/bootstrap.key");
  key.pop_back();
  const RawResult result = Info("", key);
  EXPECT_TRUE(result.status.ok()) << result.status;
}

TEST_F(TlsTest, AChangedFolderIsPickedUpAndABrokenPairIsNot) {
  const std::string first = Handshake(address_, TLS1_3_VERSION);
  ASSERT_NE(first, "");
  MakeCertificate(Path("new"), "IP:127.0.0.1");
  const auto copy = [this](const std::string& name) {
    std::filesystem::rename(Path("new") + "/" + name, Path("tls") + "/" + name);
  };
  // Half of the new pair: the old one stays, and the log says so.
  copy("cert.pem");
  const absl::Time start = absl::Now();
  while (ServerLog().find("certificate_refused") == std::string::npos &&
         absl::Now() < start + kPatience) {
    EXPECT_EQ(Handshake(address_, TLS1_3_VERSION), first);
  }
  EXPECT_THAT(ServerLog(), HasSubstr("key.pem: is not the key of cert.pem"));
  EXPECT_EQ(Handshake(address_, TLS1_3_VERSION), first);
  copy("key.pem");
  std::string now = first;
  const absl::Time whole = absl::Now();
  while (now == first && absl::Now() < whole + kPatience) {
    now = Handshake(address_, TLS1_3_VERSION);
  }
  EXPECT_NE(now, first);
  EXPECT_NE(now, "");
  WriteText(Path("tls") + "/key.pem", "no key");
  EXPECT_EQ(Handshake(address_, TLS1_3_VERSION), now);
}

TEST(TlsStart, AFolderWithoutAGoodPairIsRefused) {
  TemporaryFolder folder;
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder.path();
  options.overrides = {absl::StrCat("tls.folder=", folder.path())};
  const auto server = ServerProcess::Start(options);
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(server.status().message(), HasSubstr("exit code 69"));
  EXPECT_THAT(server.status().message(),
              HasSubstr("tls: cert.pem: cannot be read"));
}

}  // namespace
}  // namespace prescreen

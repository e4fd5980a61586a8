// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

constexpr char kGood[] =
    "data: /srv/data\n"
    "lock_path: /srv/lock/log.lock\n"
    "origin: example.org/log\n";

std::string Refusal(const std::string& text,
                    const std::vector<std::string>& overrides = {}) {
  const auto config = ParseConfig(text, overrides);
  return config.ok() ? "" : std::string(config.status().message());
}

TEST(ParseConfig, DefaultsAreFilledIn) {
  const auto config = ParseConfig(kGood, {});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen, "127.0.0.1:8643");
  EXPECT_EQ(config->log_key, "/srv/data/log.key");
  EXPECT_EQ(config->tenant_key, "/srv/data/tenant.key");
  EXPECT_TRUE(config->demo_tenant);
  EXPECT_EQ(config->grace, absl::Seconds(10));
}

TEST(ParseConfig, UnknownKeyIsNamedWithItsLine) {
  EXPECT_EQ(Refusal(std::string(kGood) + "colour: red\n"),
            "line 4: colour: is not a setting");
}

TEST(ParseConfig, EveryFaultIsReported) {
  const std::string refusal =
      Refusal("data: /srv/data\ncolour: red\nworkers: many\n");
  EXPECT_THAT(refusal, HasSubstr("line 2: colour"));
  EXPECT_THAT(refusal, HasSubstr("line 3: workers"));
  EXPECT_THAT(refusal, HasSubstr("lock_path: is missing"));
  EXPECT_THAT(refusal, HasSubstr("origin: is missing"));
}

TEST(ParseConfig, OverridesWinAndAreCheckedToo) {
  const auto config =
      ParseConfig(kGood, {"listen=127.0.0.1:0", "demo_tenant=false"});
  ASSERT_TRUE(config.ok());
  EXPECT_EQ(config->listen, "127.0.0.1:0");
  EXPECT_FALSE(config->demo_tenant);
  EXPECT_EQ(Refusal(kGood, {"colour=red"}), "--set colour: is not a setting");
  EXPECT_THAT(Refusal(kGood, {"workers"}), HasSubstr("must be key=value"));
}

TEST(ParseConfig, MetricsAreOffAndListenOnLoopbackOnly) {
  EXPECT_EQ(ParseConfig(kGood, {})->metrics_listen, "");
  EXPECT_EQ(ParseConfig(kGood, {"metrics_listen=[::1]:9643"})->metrics_listen,
            "[::1]:9643");
  for (const char* address : {"0.0.0.0:9643", "example.org:9643", "127.0.0.1",
                              "127.0.0.1:", ":9643"}) {
    EXPECT_THAT(Refusal(kGood, {absl::StrCat("metrics_listen=", address)}),
                HasSubstr("metrics_listen: must be a loopback address"))
        << address;
  }
}

TEST(ParseConfig, MinFreeIsAPartOfTheDisk) {
  EXPECT_EQ(ParseConfig(kGood, {})->min_free_percent, 5);
  EXPECT_EQ(ParseConfig(kGood, {"min_free=0%"})->min_free_percent, 0);
  EXPECT_EQ(ParseConfig(kGood, {"min_free=100%"})->min_free_percent, 100);
  for (const char* part : {"5", "101%", "-1%", "%", "5 %x", "1.5%"}) {
    EXPECT_THAT(Refusal(kGood, {absl::StrCat("min_free=", part)}),
                HasSubstr("min_free: must be a whole number"))
        << part;
  }
}

TEST(ParseConfig, LoggedRequestsAreOneOfThreeWords) {
  EXPECT_EQ(ParseConfig(kGood, {})->log_requests, LoggedCalls::kErrors);
  EXPECT_EQ(ParseConfig(kGood, {"log_requests=all"})->log_requests,
            LoggedCalls::kAll);
  EXPECT_EQ(ParseConfig(kGood, {"log_requests=none"})->log_requests,
            LoggedCalls::kNone);
  EXPECT_THAT(Refusal(kGood, {"log_requests=some"}),
              HasSubstr("log_requests: must be all, errors or none"));
}

TEST(ParseConfig, OverrideReachesAChainByNumber) {
  const std::string text =
      std::string(kGood) + "chains:\n- {kind: file, path: /srv/journal}\n";
  const auto config = ParseConfig(text, {"chains.0.path=/srv/other"});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->chains[0].path, "/srv/other");
  EXPECT_THAT(Refusal(text, {"chains.1.path=x"}), HasSubstr("no item 1"));
}

TEST(ParseConfig, LockInsideTheDataFolderIsRefused) {
  EXPECT_THAT(Refusal("data: /srv/data\nlock_path: /srv/data/lock\n"
                      "origin: example.org/log\n"),
              HasSubstr("lock_path: must not lie in the data folder"));
}

TEST(ParseConfig, OtherMachinesAreServedWithTlsOrBehindAProxyAlone) {
  for (const char* listen :
       {"0.0.0.0:1", "192.0.2.1:8643", "[::]:1", "example.org:1"}) {
    const std::string override = std::string("listen=") + listen;
    EXPECT_THAT(Refusal(kGood, {override}), HasSubstr("needs TLS")) << listen;
    for (const char* way :
         {"tls.folder=/srv/tls", "plaintext_behind_proxy=true"}) {
      EXPECT_TRUE(ParseConfig(kGood, {override, way}).ok()) << listen;
    }
  }
  EXPECT_THAT(
      Refusal(kGood, {"tls.folder=/srv/tls", "plaintext_behind_proxy=true"}),
      HasSubstr("contradicts tls"));
}

TEST(ParseConfig, ListenNeedsAnAddressAndAPort) {
  for (const char* listen :
       {":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536"}) {
    EXPECT_THAT(Refusal(kGood, {std::string("listen=") + listen}),
                HasSubstr("must be an address with a port"))
        << listen;
  }
}

constexpr char kTls[] = R"(tls:
  folder: /srv/tls
  client_ca: /srv/clients.pem
  client_certificates:
  - name: ats
    san: "spiffe://a/b"
    roles: [ats, policy_author]
    tenants: [acme, globex]
  - name: ops
    san: ops.example
    roles: [admin]
    tenants: "*"
)";

TEST(ParseConfig, ClientCertificatesAreMappedToRolesAndTenants) {
  const auto config = ParseConfig(std::string(kGood) + kTls, {});
  ASSERT_TRUE(config.ok()) << config.status();
  const auto& grants = config->tls.client_certificates;
  ASSERT_EQ(grants.size(), 2u);
  EXPECT_EQ(grants[0].san, "spiffe://a/b");
  EXPECT_EQ(grants[0].roles, (Roles{v1::ATS, v1::POLICY_AUTHOR}));
  EXPECT_EQ(grants[0].tenants, (std::vector<std::string>{"acme", "globex"}));
  EXPECT_TRUE(grants[1].tenants.empty());  // every one
}

TEST(ParseConfig, AClientCertificateNeverGetsMoreByOmission) {
  const std::string head = std::string(kGood) +
                           "tls:\n  folder: /t\n  client_ca: /c\n"
                           "  client_certificates:\n  - ";
  EXPECT_THAT(Refusal(head + "{name: a, san: b, roles: [ats]}\n"),
              HasSubstr("client_certificates.0.tenants: is missing"));
  EXPECT_THAT(Refusal(head + "{name: a, san: b, roles: [], tenants: [x]}\n"),
              HasSubstr("client_certificates.0.roles"));
  EXPECT_THAT(Refusal(head + "{name: a, roles: [ats], tenants: [x]}\n"),
              HasSubstr("client_certificates.0.san: is missing"));
  EXPECT_THAT(Refusal(head + "{name: a, san: b, roles: [boss], tenants: [x]}"
                             "\n"),
              HasSubstr("no such role: boss"));
  EXPECT_THAT(Refusal(head + "{name: a, san: b, roles: [ats], tenants: []}\n"),
              HasSubstr("client_certificates.0.tenants"));
  EXPECT_THAT(Refusal(std::string(kGood) +
                      "tls:\n  folder: /t\n  client_certificates:\n"
                      "  - {name: a, san: b, roles: [ats], tenants: [x]}\n"),
              HasSubstr("tls.client_ca: is missing"));
}

TEST(ParseConfig, EvmChainNeedsItsSettings) {
  const std::string refusal =
      Refusal(std::string(kGood) + "chains:\n- {kind: evm}\n");
  EXPECT_THAT(refusal, HasSubstr("chains.0.chain_id: is missing"));
  EXPECT_THAT(refusal, HasSubstr("chains.0.rpc: is missing"));
  EXPECT_THAT(refusal, HasSubstr("chains.0.key_file: is missing"));
}

TEST(ParseConfig, JournalCannotBeRequired) {
  EXPECT_THAT(Refusal(std::string(kGood) +
                      "chains:\n- {kind: file, path: /j, required: true}\n"),
              HasSubstr("cannot make a receipt ANCHORED"));
}

TEST(ParseConfig, OriginMustFitACheckpoint) {
  EXPECT_THAT(Refusal(kGood, {"origin=has space"}), HasSubstr("origin"));
}

TEST(ParseConfig, NothingIsFetchedFromThisMachineByDefault) {
  const auto config = ParseConfig(kGood, {});
  ASSERT_TRUE(config.ok());
  EXPECT_FALSE(config->fetch.allow_loopback);
  EXPECT_TRUE(config->fetch.http_hosts.empty());
  EXPECT_EQ(config->fetch.fresh, absl::Minutes(5));
  EXPECT_EQ(config->fetch.max_stale, absl::Hours(24));
}

TEST(ParseConfig, ReadsHowToFetch) {
  const auto config = ParseConfig(
      std::string(kGood) +
          "fetch: {allow_loopback: true, http_hosts: [127.0.0.1, A.Example], "
          "timeout_seconds: 2, status_minimum_bits: 131072}\n",
      {});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->fetch.allow_loopback);
  EXPECT_THAT(config->fetch.http_hosts,
              ::testing::ElementsAre("127.0.0.1", "a.example"));
  EXPECT_EQ(config->fetch.timeout, absl::Seconds(2));
  EXPECT_EQ(config->fetch.status_minimum_bits, 131072u);
}

TEST(ParseConfig, OverridesReachHowToFetch) {
  const auto config = ParseConfig(
      kGood, {"fetch.allow_loopback=true", "fetch.http_hosts=a.example,b"});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->fetch.allow_loopback);
  EXPECT_THAT(config->fetch.http_hosts,
              ::testing::ElementsAre("a.example", "b"));
}

TEST(ParseConfig, WrongFetchSettingsAreNamed) {
  EXPECT_THAT(Refusal(kGood, {"fetch.colour=red"}),
              HasSubstr("fetch.colour: is not a setting"));
  EXPECT_THAT(Refusal(kGood, {"fetch.allow_loopback=yes"}),
              HasSubstr("fetch.allow_loopback: must be true or false"));
  EXPECT_THAT(Refusal(kGood, {"fetch.http_hosts=http://a.example"}),
              HasSubstr("fetch.http_hosts: must be a list of host names"));
  EXPECT_THAT(
      Refusal(kGood, {"fetch.fresh_seconds=600", "fetch.max_stale_seconds=60"}),
      HasSubstr("fetch.max_stale_seconds: is less than"));
  EXPECT_THAT(Refusal(std::string(kGood) + "fetch: loopback\n"),
              HasSubstr("fetch: must be a map"));
}

}  // namespace
}  // namespace prescreen

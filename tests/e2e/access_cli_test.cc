// SPDX-License-Identifier: Apache-2.0
// An operator's first day: from the bootstrap key to keys for everybody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/client/run_process.h"
#include "tests/support/server_process.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kUsage = 64;
constexpr int kRefused = 77;

class AccessCliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::string Path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  std::string FirstLine(const std::string& path) const {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
  }
  ProcessResult Run(std::vector<std::string> arguments,
                    const std::string& key_file = "",
                    const std::vector<std::string>& environment = {}) {
    arguments.insert(arguments.begin(),
                     std::string(PRESCREEN_BINARY_DIR) + "/prescreen");
    arguments.insert(arguments.end(), {"--server", server_->address()});
    if (!key_file.empty()) {
      arguments.insert(arguments.end(), {"--key-file", key_file});
    }
    return RunProcess(arguments, "", environment);
  }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(AccessCliTest, FromTheBootstrapKeyToARevokedOne) {
  const std::string bootstrap = Path("data/bootstrap.key");
  ProcessResult result = Run({"tenant", "create", "acme"}, bootstrap);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("tenants/acme  approvals required: 2"));
  result = Run({"tenant", "create", "acme"}, bootstrap);
  EXPECT_EQ(result.exit_code, kRefused);

  const std::string admin = Path("admin.key");
  result = Run(
      {"key", "create", "--role", "admin", "--every-tenant", "--out", admin},
      bootstrap);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, Not(HasSubstr("psk_")));
  EXPECT_EQ(std::filesystem::status(admin).permissions(),
            std::filesystem::perms(0600));
  EXPECT_FALSE(std::filesystem::exists(bootstrap));

  const std::string ats = Path("ats.key");
  result = Run({"key", "create", "--role", "ats,auditor", "--for", "acme",
                "--label", "our ATS", "--out", ats},
               admin);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const std::string name = result.out.substr(0, result.out.find(' '));
  EXPECT_THAT(name, HasSubstr("keys/"));
  EXPECT_THAT(Run({"key", "list"}, admin).out,
              HasSubstr(name + "  ats,auditor  tenants/acme  no end"));

  // Without a key, with the variable, with the file.
  EXPECT_EQ(Run({"list", "--tenant", "acme"}).exit_code, kRefused);
  EXPECT_EQ(
      Run({"list", "--tenant", "acme"}, "", {"PRESCREEN_KEY=" + FirstLine(ats)})
          .exit_code,
      0);
  result = Run({"server", "info"}, ats);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out,
              HasSubstr("you are " + name + ": ats,auditor; tenants/acme"));

  EXPECT_EQ(Run({"key", "revoke", name}, admin).exit_code, 0);
  result = Run({"list", "--tenant", "acme"}, ats);
  EXPECT_EQ(result.exit_code, kRefused);
  EXPECT_THAT(result.err, HasSubstr("ask an admin for a key that is valid"));
  result =
      Run({"access", "list", "--tenant", "acme", "--principal", name}, admin);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Screening/ListScreenings  tenants/acme"));
}

TEST_F(AccessCliTest, AKeyFileThatOthersMayReadIsRefused) {
  const std::string path = Path("wide.key");
  std::ofstream(path) << "psk_0_0\n";
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  const ProcessResult result = Run({"server", "info"}, path);
  EXPECT_EQ(result.exit_code, kUsage);
  EXPECT_THAT(result.err, HasSubstr("set its mode to 0600"));
}

TEST_F(AccessCliTest, AKeyIsNotMadeWhereItsFileCannotBe) {
  const std::string bootstrap = Path("data/bootstrap.key");
  const ProcessResult result =
      Run({"key", "create", "--role", "ats", "--out", bootstrap}, bootstrap);
  EXPECT_EQ(result.exit_code, 73);
  EXPECT_EQ(Run({"key", "list"}, bootstrap).out, "");
}

TEST_F(AccessCliTest, WithoutKeysTheDemoTenantNeedsNone) {
  const ProcessResult result = Run({"server", "info"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("you are loopback"));
  EXPECT_THAT(Run({"tenant", "list"}).out, HasSubstr("tenants/demo  sandbox"));
  EXPECT_EQ(Run({"tenant", "create", "acme"}).exit_code, kRefused);
}

}  // namespace
}  // namespace prescreen

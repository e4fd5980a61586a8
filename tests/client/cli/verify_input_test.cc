// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verify_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "base/limits.h"
#include "client/cli/exit_codes.h"

namespace prescreen::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class VerifyInput : public ::testing::Test {
 protected:
  VerifyInput()
      : folder_(
            ::testing::TempDir() + "verify_input_" +
            ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    mkdir(folder_.c_str(), 0700);
  }

  std::string Write(const std::string& name, const std::string& content) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  // How many documents each request gets.
  std::vector<std::size_t> Portions(std::vector<std::string> documents,
                                    const std::string& standard_input = "") {
    std::istringstream in(standard_input);
    BundleReader reader(files_, in, std::move(documents));
    std::vector<std::size_t> portions;
    for (;;) {
      const auto bundle = reader.Next();
      EXPECT_TRUE(bundle.ok()) << bundle.status();
      if (!bundle.ok() || bundle->empty()) return portions;
      portions.push_back(bundle->size());
    }
  }

  PosixFileSystem files_;
  const std::string folder_;
};

TEST_F(VerifyInput, FolderStandsForItsOwnVisibleFilesByName) {
  Write("b.jwt", "b");
  Write("a.json", "a");
  Write(".hidden", "h");
  mkdir((folder_ + "/inner").c_str(), 0700);
  Write("inner/c.jwt", "c");
  for (const std::string& folder : {folder_, folder_ + "/"}) {
    const auto documents = ListDocuments(files_, {folder});
    ASSERT_TRUE(documents.ok()) << documents.status();
    EXPECT_THAT(*documents,
                ElementsAre(folder_ + "/a.json", folder_ + "/b.jwt"));
  }
}

TEST_F(VerifyInput, PathsKeepTheirOrder) {
  const std::string b = Write("b.jwt", "b");
  const std::string a = Write("a.jwt", "a");
  const auto documents = ListDocuments(files_, {b, "-", a});
  ASSERT_TRUE(documents.ok()) << documents.status();
  EXPECT_THAT(*documents, ElementsAre(b, "-", a));
}

TEST_F(VerifyInput, MissingPathIsNoInputBeforeAnythingIsRead) {
  const auto documents =
      ListDocuments(files_, {Write("a", "a"), folder_ + "/not-there"});
  EXPECT_EQ(ExitCodeOf(documents.status()), ExitCode::kNoInput);
  EXPECT_THAT(std::string(documents.status().message()),
              HasSubstr("not-there does not exist"));
}

TEST_F(VerifyInput, FolderWithoutFilesIsNoInput) {
  const auto documents = ListDocuments(files_, {folder_});
  EXPECT_EQ(ExitCodeOf(documents.status()), ExitCode::kNoInput);
}

TEST_F(VerifyInput, StandardInputTwiceIsUsage) {
  EXPECT_EQ(ExitCodeOf(ListDocuments(files_, {"-", "-"}).status()),
            ExitCode::kUsage);
}

TEST_F(VerifyInput, StandardInputIsReadToItsEnd) {
  std::istringstream in(std::string("a\0b\n", 4));
  BundleReader reader(files_, in, {"-"});
  const auto bundle = reader.Next();
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  ASSERT_THAT(*bundle, SizeIs(1));
  EXPECT_EQ((*bundle)[0].path, "-");
  EXPECT_EQ((*bundle)[0].content, std::string("a\0b\n", 4));
}

TEST_F(VerifyInput, BundleHoldsAtMost64Documents) {
  const std::string file = Write("a", "a");
  EXPECT_THAT(Portions(std::vector<std::string>(kMaxBundleDocuments, file)),
              ElementsAre(64u));
  EXPECT_THAT(Portions(std::vector<std::string>(130, file)),
              ElementsAre(64u, 64u, 2u));
}

TEST_F(VerifyInput, BundleHoldsAtMost8MiB) {
  const std::string half = Write("half", std::string(kMaxBundleBytes / 2, 'x'));
  const std::string one = Write("one", "x");
  EXPECT_THAT(Portions({half, half, one, half}), ElementsAre(2u, 2u));
  EXPECT_THAT(Portions({one, half, half}), ElementsAre(2u, 1u));
}

TEST_F(VerifyInput, DocumentLongerThanABundleIsBadText) {
  std::istringstream in(std::string(kMaxBundleBytes + 1, 'x'));
  BundleReader standard_input(files_, in, {"-"});
  EXPECT_EQ(ExitCodeOf(standard_input.Next().status()), ExitCode::kBadText);
  BundleReader file(files_, in,
                    {Write("big", std::string(kMaxBundleBytes + 1, 'x'))});
  EXPECT_EQ(ExitCodeOf(file.Next().status()), ExitCode::kBadText);
}

}  // namespace
}  // namespace prescreen::cli

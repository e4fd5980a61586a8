// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;

class FileSystemTest : public ::testing::Test {
 protected:
  FileSystemTest() {
    std::string name = ::testing::TempDir() + "prescreen_files_XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~FileSystemTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(absl::string_view name) const {
    return absl::StrCat(folder_, "/", name);
  }
  void Write(absl::string_view name, absl::string_view bytes) {
    auto file = files_.Create(Path(name), 0600);
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append(bytes).ok());
  }
  std::string Read(absl::string_view name) {
    return files_.Read(Path(name), 1 << 20).value_or("(unreadable)");
  }

  std::string folder_;
  PosixFileSystem files_;
};

TEST_F(FileSystemTest, AppendAddsAtTheEnd) {
  auto file = files_.Open(Path("a"), 0600);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Append("one").ok());
  EXPECT_TRUE((*file)->Append("two").ok());
  EXPECT_TRUE((*file)->Sync().ok());
  EXPECT_EQ(*(*file)->Size(), 6u);
  EXPECT_EQ(Read("a"), "onetwo");
}

TEST_F(FileSystemTest, WriteAtReplacesAndGrows) {
  auto file = files_.Open(Path("a"), 0600);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Append("abcd").ok());
  EXPECT_TRUE((*file)->WriteAt(1, "XY").ok());
  EXPECT_TRUE((*file)->WriteAt(6, "end").ok());
  EXPECT_EQ(Read("a"), std::string("aXYd\0\0end", 9));
}

TEST_F(FileSystemTest, OpenKeepsTheContent) {
  Write("a", "old");
  auto file = files_.Open(Path("a"), 0600);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Append("new").ok());
  EXPECT_EQ(Read("a"), "oldnew");
}

TEST_F(FileSystemTest, CreateRefusesAnExistingFile) {
  Write("a", "old");
  EXPECT_TRUE(absl::IsAlreadyExists(files_.Create(Path("a"), 0600).status()));
  EXPECT_EQ(Read("a"), "old");
}

TEST_F(FileSystemTest, CreateGivesThePermissions) {
  ASSERT_TRUE(files_.Create(Path("key"), 0600).ok());
  EXPECT_EQ(files_.Stat(Path("key"))->permissions, 0600u);
}

TEST_F(FileSystemTest, MissingFileIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(files_.Read(Path("none"), 10).status()));
  EXPECT_TRUE(absl::IsNotFound(files_.Stat(Path("none")).status()));
  EXPECT_TRUE(absl::IsNotFound(files_.List(Path("none")).status()));
  EXPECT_TRUE(absl::IsNotFound(files_.Remove(Path("none"))));
  EXPECT_TRUE(absl::IsNotFound(files_.Rename(Path("none"), Path("b"))));
  EXPECT_TRUE(absl::IsNotFound(files_.SyncDirectory(Path("none"))));
  EXPECT_TRUE(absl::IsNotFound(files_.Open(Path("no/a"), 0600).status()));
}

TEST_F(FileSystemTest, ReadRefusesMoreThanTheBound) {
  Write("a", "1234");
  EXPECT_EQ(*files_.Read(Path("a"), 4), "1234");
  EXPECT_TRUE(absl::IsResourceExhausted(files_.Read(Path("a"), 3).status()));
}

TEST_F(FileSystemTest, ReadTakesFilesOfSeveralChunks) {
  const std::string bytes(200'000, 'x');
  Write("a", bytes);
  EXPECT_EQ(Read("a"), bytes);
}

TEST_F(FileSystemTest, ReadOfAFolderIsUnavailable) {
  EXPECT_TRUE(absl::IsUnavailable(files_.Read(folder_, 10).status()));
}

TEST_F(FileSystemTest, StatTellsFilesFromFolders) {
  Write("a", "1234");
  const auto file = files_.Stat(Path("a"));
  EXPECT_EQ(file->size, 4u);
  EXPECT_FALSE(file->is_directory);
  EXPECT_TRUE(files_.Stat(folder_)->is_directory);
}

TEST_F(FileSystemTest, ListIsSorted) {
  Write("b", "");
  Write("a", "");
  ASSERT_TRUE(files_.CreateDirectory(Path("c"), 0700).ok());
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a", "b", "c"));
}

TEST_F(FileSystemTest, RenameReplaces) {
  Write("a", "new");
  Write("b", "old");
  EXPECT_TRUE(files_.Rename(Path("a"), Path("b")).ok());
  EXPECT_EQ(Read("b"), "new");
  EXPECT_THAT(*files_.List(folder_), ElementsAre("b"));
}

TEST_F(FileSystemTest, CreateDirectoryRefusesWhatIsThere) {
  EXPECT_TRUE(files_.CreateDirectory(Path("c"), 0700).ok());
  EXPECT_TRUE(files_.SyncDirectory(Path("c")).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(files_.CreateDirectory(Path("c"), 0700)));
}

TEST_F(FileSystemTest, NoRightsIsPermissionDenied) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may open anything";
  Write("a", "");
  ASSERT_EQ(::chmod(Path("a").c_str(), 0), 0);
  EXPECT_TRUE(absl::IsPermissionDenied(files_.Read(Path("a"), 10).status()));
}

TEST_F(FileSystemTest, FullDeviceIsResourceExhausted) {
  auto file = files_.Open("/dev/full", 0600);
  if (!file.ok()) GTEST_SKIP() << "no /dev/full here";
  EXPECT_TRUE(absl::IsResourceExhausted((*file)->WriteAt(0, "x")));
}

TEST_F(FileSystemTest, CreateDirectoriesMakesTheParents) {
  EXPECT_TRUE(CreateDirectories(files_, Path("x/y//z/")).ok());
  EXPECT_EQ(files_.Stat(Path("x/y/z"))->permissions, 0700u);
  EXPECT_TRUE(CreateDirectories(files_, Path("x/y/z")).ok());
}

TEST_F(FileSystemTest, CreateDirectoriesRefusesAFileInThePlace) {
  Write("a", "");
  EXPECT_TRUE(absl::IsAlreadyExists(CreateDirectories(files_, Path("a"))));
  EXPECT_FALSE(CreateDirectories(files_, Path("a/b")).ok());
}

TEST_F(FileSystemTest, WriteFileAtomicallyReplaces) {
  Write("a", "a longer old content");
  EXPECT_TRUE(WriteFileAtomically(files_, Path("a"), "new", 0640).ok());
  EXPECT_EQ(Read("a"), "new");
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a"));
}

TEST_F(FileSystemTest, WriteFileAtomicallyGivesThePermissions) {
  EXPECT_TRUE(WriteFileAtomically(files_, Path("a"), "new", 0600).ok());
  EXPECT_EQ(files_.Stat(Path("a"))->permissions, 0600u);
}

TEST_F(FileSystemTest, WriteFileAtomicallySurvivesALeftTemporary) {
  Write("a.tmp", "cut off by a crash");
  EXPECT_TRUE(WriteFileAtomically(files_, Path("a"), "new", 0600).ok());
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a"));
}

TEST_F(FileSystemTest, WriteFileAtomicallyKeepsTheOldContentOnError) {
  ASSERT_TRUE(files_.CreateDirectory(Path("a"), 0700).ok());
  Write("a/inside", "old");
  EXPECT_FALSE(WriteFileAtomically(files_, Path("a"), "new", 0600).ok());
  EXPECT_EQ(Read("a/inside"), "old");
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a"));
}

TEST_F(FileSystemTest, SecondLockIsRefused) {
  auto lock = FileLock::Acquire(Path("LOCK"));
  ASSERT_TRUE(lock.ok());
  EXPECT_TRUE(
      absl::IsFailedPrecondition(FileLock::Acquire(Path("LOCK")).status()));
}

TEST_F(FileSystemTest, LockIsFreeAfterItsDestruction) {
  ASSERT_TRUE(FileLock::Acquire(Path("LOCK")).ok());
  EXPECT_TRUE(FileLock::Acquire(Path("LOCK")).ok());
}

TEST_F(FileSystemTest, LockHoldsAgainstAnotherProcess) {
  auto lock = FileLock::Acquire(Path("LOCK"));
  ASSERT_TRUE(lock.ok());
  const pid_t child = ::fork();
  if (child == 0) {
    const auto second = FileLock::Acquire(Path("LOCK"));
    ::_exit(absl::IsFailedPrecondition(second.status()) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace prescreen

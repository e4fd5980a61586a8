// SPDX-License-Identifier: Apache-2.0
#include "tests/support/forgetful_disk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kSectorBytes = 512;

std::string Normalized(const std::string& path) {
  std::string result;
  for (const char c : path) {
    if (c == '/' && !result.empty() && result.back() == '/') continue;
    result.push_back(c);
  }
  if (result.size() > 1 && result.back() == '/') result.pop_back();
  return result;
}

std::string ParentOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status NoSuchFile(const std::string& path) {
  return absl::NotFoundError(absl::StrCat(path, ": no such file"));
}

using Inode = ForgetfulDisk::Inode;

void SettleBytes(Inode& inode, ForgetfulDisk::Survival survival,
                 std::mt19937_64& random) {
  const std::uint64_t begin = inode.dirty_begin;
  const std::uint64_t end = inode.dirty_end;
  std::string& platter = inode.durable;
  const auto copy = [&](std::uint64_t from, std::uint64_t to) {
    if (platter.size() < to) platter.resize(to);
    std::copy(inode.bytes.begin() + static_cast<std::ptrdiff_t>(from),
              inode.bytes.begin() + static_cast<std::ptrdiff_t>(to),
              platter.begin() + static_cast<std::ptrdiff_t>(from));
  };
  const std::uint64_t fate = random() % 3;
  if (survival == ForgetfulDisk::Survival::kRandom && begin < end) {
    if (fate == 1) {
      const std::uint64_t length = random() % (end - begin + 1);
      if (length > 0) copy(begin, begin + length);
    } else if (fate == 2 && inode.is_overwritten) {
      for (std::uint64_t at = begin; at < end;) {
        const std::uint64_t next =
            std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
        if (random() % 2 == 0) copy(at, next);
        at = next;
      }
    }
  }
  inode.bytes = platter;
  inode.dirty_begin = inode.dirty_end = 0;
}

}  // namespace

ForgetfulDisk::ForgetfulDisk(const std::string& root)
    : root_(Normalized(root)) {
  auto folder = std::make_shared<Inode>();
  folder->is_folder = true;
  folder->permissions = 0700;
  names_[root_] = folder;
  durable_names_[root_] = folder;
}

void ForgetfulDisk::FailPowerAfter(std::uint64_t operations) {
  const absl::MutexLock lock(&mutex_);
  power_fails_at_ = operations_ + operations;
}

void ForgetfulDisk::FailPower() {
  const absl::MutexLock lock(&mutex_);
  has_power_ = false;
}

bool ForgetfulDisk::has_power() const {
  const absl::MutexLock lock(&mutex_);
  return has_power_;
}

std::uint64_t ForgetfulDisk::operations() const {
  const absl::MutexLock lock(&mutex_);
  return operations_;
}

void ForgetfulDisk::Inject(Fault fault) {
  const absl::MutexLock lock(&mutex_);
  PRESCREEN_CHECK(fault.at > 0);
  fault_ = std::move(fault);
  has_fault_struck_ = false;
}

bool ForgetfulDisk::has_fault_struck() const {
  const absl::MutexLock lock(&mutex_);
  return has_fault_struck_;
}

void ForgetfulDisk::IgnoreSyncs(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  ignored_.push_back(path);
}

bool ForgetfulDisk::IsIgnored(const std::string& path) const {
  return std::any_of(
      ignored_.begin(), ignored_.end(),
      [&](const std::string& part) { return absl::StrContains(path, part); });
}

void ForgetfulDisk::PowerOn(Survival survival, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const absl::MutexLock lock(&mutex_);
  SettleNames(survival, random);
  names_ = durable_names_;
  for (const auto& [path, inode] : names_) {
    if (!inode->is_folder) SettleBytes(*inode, survival, random);
  }
  locks_.clear();
  fault_.reset();
  power_fails_at_.reset();
  has_power_ = true;
  ++boot_;
}

void ForgetfulDisk::SettleNames(Survival survival, std::mt19937_64& random) {
  // A journal keeps the order of what it keeps.
  const std::size_t kept =
      survival == Survival::kRandom ? random() % (unsynced_.size() + 1) : 0;
  unsynced_.resize(kept);
  for (const Changes& changes : unsynced_) {
    for (const Change& change : changes) {
      if (change.inode == nullptr) {
        durable_names_.erase(change.path);
      } else {
        durable_names_[change.path] = change.inode;
      }
    }
  }
  unsynced_.clear();
  // Parents sort before their children.
  for (auto name = durable_names_.begin(); name != durable_names_.end();) {
    const bool is_reachable =
        name->first == root_ || durable_names_.contains(ParentOf(name->first));
    name = is_reachable ? std::next(name) : durable_names_.erase(name);
  }
}

absl::Status ForgetfulDisk::Begin(Operation operation,
                                  const std::string& path) {
  if (power_fails_at_ && operations_ >= *power_fails_at_) has_power_ = false;
  if (!has_power_) return absl::UnavailableError("no power");
  ++operations_;
  if (!fault_ || !absl::StrContains(path, fault_->path) ||
      (fault_->operation && *fault_->operation != operation)) {
    return absl::OkStatus();
  }
  if (--fault_->at > 0) return absl::OkStatus();
  const absl::Status error = fault_->error;
  fault_.reset();
  has_fault_struck_ = true;
  return error;
}

absl::Status ForgetfulDisk::CheckAlive(const Handle& file) const {
  if (has_power_ && file.boot == boot_) return absl::OkStatus();
  return absl::UnavailableError("no power");
}

absl::Status ForgetfulDisk::CheckParent(const std::string& path) const {
  const auto parent = names_.find(ParentOf(path));
  if (parent != names_.end() && parent->second->is_folder) {
    return absl::OkStatus();
  }
  return NoSuchFile(ParentOf(path));
}

void ForgetfulDisk::Apply(const Changes& changes) {
  for (const Change& change : changes) {
    if (change.inode == nullptr) {
      names_.erase(change.path);
    } else {
      names_[change.path] = change.inode;
    }
  }
  unsynced_.push_back(changes);
}

absl::StatusOr<ForgetfulDisk::Handle> ForgetfulDisk::Open(
    const std::string& raw_path, OpenMode mode, mode_t permissions) {
  const std::string path = Normalized(raw_path);
  const absl::MutexLock lock(&mutex_);
  if (!has_power_) return absl::UnavailableError("no power");
  const auto found = names_.find(path);
  if (found != names_.end() && mode != OpenMode::kTruncate) {
    if (mode == OpenMode::kNew) {
      return absl::AlreadyExistsError(absl::StrCat(path, ": exists"));
    }
    return Handle{path, found->second, boot_};
  }
  if (mode == OpenMode::kExisting) return NoSuchFile(path);
  RETURN_IF_ERROR(CheckParent(path));
  RETURN_IF_ERROR(Begin(Operation::kCreate, path));
  auto inode = std::make_shared<Inode>();
  inode->permissions = permissions;
  Apply({Change{path, inode}});
  return Handle{path, inode, boot_};
}

void ForgetfulDisk::Write(Inode& inode, std::uint64_t offset,
                          absl::string_view bytes) {
  const std::uint64_t end = offset + bytes.size();
  if (offset < inode.bytes.size()) inode.is_overwritten = true;
  if (offset > inode.bytes.size()) inode.is_overwritten = true;  // a hole
  if (inode.bytes.size() < end) inode.bytes.resize(end);
  std::copy(bytes.begin(), bytes.end(),
            inode.bytes.begin() + static_cast<std::ptrdiff_t>(offset));
  const bool is_clean = inode.dirty_begin == inode.dirty_end;
  inode.dirty_begin = is_clean ? offset : std::min(inode.dirty_begin, offset);
  inode.dirty_end = is_clean ? end : std::max(inode.dirty_end, end);
}

absl::Status ForgetfulDisk::WriteAt(const Handle& file, std::uint64_t offset,
                                    absl::string_view bytes) {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckAlive(file));
  RETURN_IF_ERROR(Begin(Operation::kWrite, file.path));
  Write(*file.inode, offset, bytes);
  return absl::OkStatus();
}

absl::Status ForgetfulDisk::Append(const Handle& file,
                                   absl::string_view bytes) {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckAlive(file));
  RETURN_IF_ERROR(Begin(Operation::kWrite, file.path));
  Write(*file.inode, file.inode->bytes.size(), bytes);
  return absl::OkStatus();
}

absl::Status ForgetfulDisk::Sync(const Handle& file) {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckAlive(file));
  const absl::Status begun = Begin(Operation::kSync, file.path);
  if (begun.ok() && IsIgnored(file.path)) return absl::OkStatus();
  if (!has_power_) return begun;
  Inode& inode = *file.inode;
  if (begun.ok() && inode.dirty_begin < inode.dirty_end) {
    if (inode.durable.size() < inode.dirty_end) {
      inode.durable.resize(inode.dirty_end);
    }
    std::copy(
        inode.bytes.begin() + static_cast<std::ptrdiff_t>(inode.dirty_begin),
        inode.bytes.begin() + static_cast<std::ptrdiff_t>(inode.dirty_end),
        inode.durable.begin() + static_cast<std::ptrdiff_t>(inode.dirty_begin));
  }
  inode.dirty_begin = inode.dirty_end = 0;
  return begun;
}

absl::StatusOr<std::string> ForgetfulDisk::ReadAt(const Handle& file,
                                                  std::uint64_t offset,
                                                  std::uint64_t count) const {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckAlive(file));
  if (offset >= file.inode->bytes.size()) return std::string();
  return file.inode->bytes.substr(offset, count);
}

absl::StatusOr<std::uint64_t> ForgetfulDisk::Size(const Handle& file) const {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckAlive(file));
  return file.inode->bytes.size();
}

absl::StatusOr<FileInfo> ForgetfulDisk::Stat(
    const std::string& raw_path) const {
  const std::string path = Normalized(raw_path);
  const absl::MutexLock lock(&mutex_);
  if (!has_power_) return absl::UnavailableError("no power");
  const auto found = names_.find(path);
  if (found == names_.end()) return NoSuchFile(path);
  return FileInfo{found->second->bytes.size(), found->second->permissions,
                  found->second->is_folder};
}

absl::StatusOr<std::vector<std::string>> ForgetfulDisk::List(
    const std::string& raw_path) const {
  const std::string path = Normalized(raw_path);
  const absl::MutexLock lock(&mutex_);
  if (!has_power_) return absl::UnavailableError("no power");
  if (!names_.contains(path)) return NoSuchFile(path);
  std::vector<std::string> children;
  const std::string prefix = path + "/";
  for (auto name = names_.lower_bound(prefix);
       name != names_.end() && absl::StartsWith(name->first, prefix); ++name) {
    std::string child = name->first.substr(prefix.size());
    if (!absl::StrContains(child, '/')) children.push_back(std::move(child));
  }
  std::sort(children.begin(), children.end());
  return children;
}

absl::Status ForgetfulDisk::Rename(const std::string& raw_from,
                                   const std::string& raw_to) {
  const std::string from = Normalized(raw_from);
  const std::string to = Normalized(raw_to);
  const absl::MutexLock lock(&mutex_);
  const auto found = names_.find(from);
  if (found == names_.end()) return NoSuchFile(from);
  RETURN_IF_ERROR(CheckParent(to));
  RETURN_IF_ERROR(Begin(Operation::kRename, to));
  const std::shared_ptr<Inode> inode = found->second;
  Apply({Change{from, nullptr}, Change{to, inode}});
  return absl::OkStatus();
}

absl::Status ForgetfulDisk::Remove(const std::string& raw_path) {
  const std::string path = Normalized(raw_path);
  const absl::MutexLock lock(&mutex_);
  if (!has_power_) return absl::UnavailableError("no power");
  if (!names_.contains(path)) return NoSuchFile(path);
  RETURN_IF_ERROR(Begin(Operation::kRemove, path));
  Apply({Change{path, nullptr}});
  return absl::OkStatus();
}

absl::Status ForgetfulDisk::CreateFolder(const std::string& raw_path,
                                         mode_t permissions) {
  const std::string path = Normalized(raw_path);
  const absl::MutexLock lock(&mutex_);
  if (names_.contains(path)) {
    return absl::AlreadyExistsError(absl::StrCat(path, ": exists"));
  }
  RETURN_IF_ERROR(CheckParent(path));
  RETURN_IF_ERROR(Begin(Operation::kCreate, path));
  auto folder = std::make_shared<Inode>();
  folder->is_folder = true;
  folder->permissions = permissions;
  Apply({Change{path, folder}});
  return absl::OkStatus();
}

absl::Status ForgetfulDisk::SyncFolder(const std::string& raw_path) {
  const std::string path = Normalized(raw_path);
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(Begin(Operation::kSyncFolder, path));
  if (IsIgnored(path + "/")) return absl::OkStatus();
  for (Changes& changes : unsynced_) {
    for (auto change = changes.begin(); change != changes.end();) {
      if (ParentOf(change->path) != path) {
        ++change;
        continue;
      }
      if (change->inode == nullptr) {
        durable_names_.erase(change->path);
      } else {
        durable_names_[change->path] = change->inode;
      }
      change = changes.erase(change);
    }
  }
  std::erase_if(unsynced_,
                [](const Changes& changes) { return changes.empty(); });
  return absl::OkStatus();
}

absl::Status ForgetfulDisk::Lock(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  if (locks_.insert(Normalized(path)).second) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, ": locked"));
}

void ForgetfulDisk::Unlock(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  locks_.erase(Normalized(path));
}

}  // namespace prescreen

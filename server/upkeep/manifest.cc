// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/manifest.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr char kType[] = "prescreen-backup";
constexpr int kVersion = 1;

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(kManifestName, ": ", what,
                   ": not written by prescreend, or changed since"));
}

json::Value Number(std::uint64_t value) {
  return json::Value::Int(static_cast<std::int64_t>(value));
}

json::Value Hex(const anchor::Hash& hash) {
  return json::Value::String(HexEncode(AsBytes(hash)));
}

absl::StatusOr<std::int64_t> Integer(const json::Value& object,
                                     absl::string_view name) {
  const json::Value* const value = object.Find(name);
  if (value == nullptr) return Malformed(name);
  const absl::StatusOr<std::int64_t> number = value->AsInt64();
  if (!number.ok() || *number < 0) return Malformed(name);
  return *number;
}

absl::StatusOr<anchor::Hash> HashOf(const json::Value& object,
                                    absl::string_view name) {
  const absl::StatusOr<std::string> bytes = HexDecode(object.FindString(name));
  anchor::Hash hash{};
  if (!bytes.ok() || bytes->size() != hash.size()) return Malformed(name);
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

// One plain file name below one of the two folders.
bool IsPath(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, "store/") &&
      !absl::ConsumePrefix(&path, "keys/")) {
    return false;
  }
  return !path.empty() && path[0] != '.' && !absl::StrContains(path, '/');
}

absl::StatusOr<BackupFile> ParseFile(const json::Value& value) {
  BackupFile file;
  file.path = std::string(value.FindString("path"));
  if (!IsPath(file.path)) return Malformed("path");
  ASSIGN_OR_RETURN(const std::int64_t size, Integer(value, "size"));
  file.size = static_cast<std::uint64_t>(size);
  ASSIGN_OR_RETURN(file.sha256, HashOf(value, "sha256"));
  return file;
}

}  // namespace

std::uint64_t BackupManifest::bytes() const {
  std::uint64_t all = 0;
  for (const BackupFile& file : files) all += file.size;
  return all;
}

std::string FormatManifest(const BackupManifest& manifest) {
  json::Value log = json::Value::Object();
  log.Set("origin", json::Value::String(manifest.origin));
  log.Set("size", Number(manifest.log_size));
  log.Set("root", Hex(manifest.log_root));
  json::Value files = json::Value::Array();
  for (const BackupFile& file : manifest.files) {
    json::Value item = json::Value::Object();
    item.Set("path", json::Value::String(file.path));
    item.Set("size", Number(file.size));
    item.Set("sha256", Hex(file.sha256));
    files.Append(std::move(item));
  }
  json::Value root = json::Value::Object();
  root.Set("v", json::Value::Int(kVersion));
  root.Set("typ", json::Value::String(kType));
  root.Set("schema", json::Value::Int(manifest.schema));
  root.Set("engine", json::Value::String(manifest.engine));
  root.Set("log", std::move(log));
  root.Set("time", json::Value::Int(absl::ToUnixSeconds(manifest.time)));
  root.Set("files", std::move(files));
  const absl::StatusOr<std::string> text = json::Canonicalize(root);
  PRESCREEN_CHECK(text.ok());
  return *text;
}

absl::StatusOr<BackupManifest> ParseManifest(absl::string_view json) {
  json::ParseOptions options;
  options.max_bytes = json.size();
  const absl::StatusOr<json::Value> root = json::Parse(json, options);
  if (!root.ok()) return Malformed("not JSON");
  ASSIGN_OR_RETURN(const std::int64_t version, Integer(*root, "v"));
  if (root->FindString("typ") != kType || version != kVersion) {
    return Malformed("another type or version");
  }
  BackupManifest manifest;
  ASSIGN_OR_RETURN(const std::int64_t schema, Integer(*root, "schema"));
  manifest.schema = static_cast<int>(schema);
  manifest.engine = std::string(root->FindString("engine"));
  ASSIGN_OR_RETURN(const std::int64_t seconds, Integer(*root, "time"));
  manifest.time = absl::FromUnixSeconds(seconds);
  const json::Value* const log = root->Find("log");
  if (log == nullptr) return Malformed("log");
  manifest.origin = std::string(log->FindString("origin"));
  ASSIGN_OR_RETURN(const std::int64_t size, Integer(*log, "size"));
  manifest.log_size = static_cast<std::uint64_t>(size);
  ASSIGN_OR_RETURN(manifest.log_root, HashOf(*log, "root"));
  const json::Value* const files = root->Find("files");
  if (files == nullptr) return Malformed("files");
  for (const json::Value& item : files->items()) {
    ASSIGN_OR_RETURN(BackupFile file, ParseFile(item));
    manifest.files.push_back(std::move(file));
  }
  if (FormatManifest(manifest) != json) return Malformed("another form");
  return manifest;
}

}  // namespace prescreen

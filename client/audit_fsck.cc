// SPDX-License-Identifier: Apache-2.0
#include "client/audit_fsck.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "anchor/leaf.h"
#include "anchor/signed_note.h"
#include "client/audit_notes.h"
#include "client/audit_tiles.h"

namespace prescreen::anchor {
namespace {

// A copy that ends half way lacks thousands of files.
constexpr std::size_t kMaxProblems = 100;
constexpr int kTileLevels = 8;  // of 8 tree levels each

using MaybeHash = std::optional<Hash>;

// One tile of hashes: what its own file states, and what the files below it
// lead to. Either may be unknown.
struct TileCheck {
  Tile tile;
  std::string path;
  std::string entries_path;  // on level 0
  std::vector<Tile> files;   // that were read
  std::optional<std::vector<Hash>> stated;
  std::vector<MaybeHash> derived;

  // Where both are known and differ.
  std::vector<std::size_t> Differences() const {
    std::vector<std::size_t> places;
    if (!stated) return places;
    for (std::size_t i = 0; i < derived.size(); ++i) {
      if (derived[i] && *derived[i] != (*stated)[i]) places.push_back(i);
    }
    return places;
  }
  // nullopt: some are unknown.
  std::optional<std::vector<Hash>> AllDerived() const {
    std::vector<Hash> hashes;
    for (const MaybeHash& hash : derived) {
      if (!hash) return std::nullopt;
      hashes.push_back(*hash);
    }
    return hashes;
  }
};

// Which of two files that differ is right, as far as the tile above them, or
// the signed root, tells.
enum class Right { kStated, kDerived, kUnknown };

class LogCheck {
 public:
  LogCheck(const TileFolder& folder, absl::string_view log_json,
           const Checkpoint& checkpoint)
      : folder_(folder),
        genesis_(MakeEntry(LeafType::kLogIdentity, log_json)),
        checkpoint_(checkpoint) {}

  std::vector<CheckLine> Run() && {
    if (checkpoint_.size > 0) CheckTree();
    if (stopped_) {
      lines_.push_back(
          {CheckVerdict::kUnchecked, "the rest",
           absl::StrCat("stopped after ", kMaxProblems, " problems")});
    }
    return std::move(lines_);
  }

 private:
  void Problem(CheckVerdict verdict, std::string path, std::string detail) {
    if (problems_++ >= kMaxProblems) {
      stopped_ = true;
      return;
    }
    lines_.push_back({verdict, std::move(path), std::move(detail)});
  }
  void False(std::string path, std::string detail) {
    Problem(CheckVerdict::kFalse, std::move(path), std::move(detail));
  }
  // What the reader said: "path: what is wrong".
  void Unreadable(const absl::Status& status) {
    const absl::string_view message = status.message();
    const std::size_t colon = message.find(": ");
    Problem(absl::IsDataLoss(status) ? CheckVerdict::kFalse
                                     : CheckVerdict::kUnchecked,
            std::string(message.substr(0, colon)),
            std::string(message.substr(colon + 2)));
  }

  void CheckTree();
  void CheckRoot(const std::vector<TileCheck>& edges);
  std::optional<Hash> Root(const std::vector<TileCheck>& edges,
                           bool derived) const;
  void ReadStated(TileCheck* check);
  void Derive(TileCheck* check);
  void DeriveLeaves(TileCheck* check);
  void CheckEntry(const std::string& path, std::size_t place,
                  std::uint64_t index, absl::string_view entry);
  MaybeHash CheckFullTile(const Tile& tile, const MaybeHash& above);
  void Compare(const TileCheck& check, Right right);
  void ComparePartials(const Tile& file);
  std::string Below(const TileCheck& check, std::size_t place) const;

  const TileFolder& folder_;
  const std::string genesis_;
  const Checkpoint checkpoint_;
  std::vector<CheckLine> lines_;
  std::size_t problems_ = 0;
  bool stopped_ = false;
  std::map<int, std::uint64_t> types_;  // leaves by type
  std::uint64_t tiles_ = 0;
  std::uint64_t leaves_ = 0;
};

void LogCheck::ReadStated(TileCheck* check) {
  check->path = TilePath(check->tile);
  absl::StatusOr<TileHashes> hashes = folder_.ReadHashes(check->tile);
  if (!hashes.ok()) return Unreadable(hashes.status());
  ++tiles_;
  check->path = TilePath(hashes->file);
  check->stated = std::move(hashes->items);
  check->files.push_back(hashes->file);
}

// A partial file that is not the beginning of what replaced it shows a tree
// that was rewritten.
void LogCheck::ComparePartials(const Tile& file) {
  const std::vector<std::uint32_t> widths = folder_.PartialWidths(file);
  if (widths.empty()) return;
  const absl::StatusOr<std::string> content = folder_.ReadExactly(file);
  if (!content.ok()) return Unreadable(content.status());
  for (const std::uint32_t width : widths) {
    if (width == file.width) continue;
    const Tile partial{file.level, file.index, width};
    const absl::StatusOr<std::string> other = folder_.ReadExactly(partial);
    if (!other.ok()) {
      Unreadable(other.status());
      continue;
    }
    const std::size_t common = std::min(other->size(), content->size());
    const auto differs = std::mismatch(
        other->begin(), other->begin() + static_cast<std::ptrdiff_t>(common),
        content->begin());
    const auto place = static_cast<std::size_t>(differs.first - other->begin());
    if (place < common) {
      False(TilePath(partial),
            absl::StrCat("differs from ", TilePath(file), " at byte ", place));
    }
  }
}

void LogCheck::CheckEntry(const std::string& path, std::size_t place,
                          std::uint64_t index, absl::string_view entry) {
  const std::string where =
      absl::StrCat("entry ", place, " (leaf ", index, ")");
  if (entry.size() != kEntryBytes) {
    return False(path, absl::StrCat(where, " is ", entry.size(),
                                    " bytes, must be ", kEntryBytes));
  }
  const int type = static_cast<unsigned char>(entry.front());
  ++types_[type];
  if (index == 0 && entry != genesis_) {
    return False(path, "entry 0 (leaf 0) is not the log identity");
  }
  if (type == 0) return False(path, absl::StrCat(where, " is of type 0"));
  if (type > static_cast<int>(LeafType::kLogIdentity)) {
    Problem(CheckVerdict::kUnchecked, path,
            absl::StrCat(where, " is of type ", type,
                         ", which this version does not know"));
  }
}

void LogCheck::DeriveLeaves(TileCheck* check) {
  const std::uint64_t first = check->tile.index * kTileWidth;
  const absl::StatusOr<TileEntries> entries =
      folder_.ReadEntries(check->tile.index, check->tile.width);
  if (!entries.ok()) return Unreadable(entries.status());
  ++tiles_;
  leaves_ += entries->items.size();
  check->files.push_back(entries->file);
  check->entries_path = TilePath(entries->file);
  for (std::size_t i = 0; i < entries->items.size(); ++i) {
    CheckEntry(check->entries_path, i, first + i, entries->items[i]);
    check->derived[i] = LeafHash(entries->items[i]);
  }
}

void LogCheck::Derive(TileCheck* check) {
  check->derived.resize(check->tile.width);
  if (check->tile.level == 0) return DeriveLeaves(check);
  for (std::uint32_t i = 0; i < check->tile.width && !stopped_; ++i) {
    const Tile below{check->tile.level - 1, check->tile.index * kTileWidth + i,
                     kTileWidth};
    const MaybeHash above =
        check->stated ? MaybeHash((*check->stated)[i]) : std::nullopt;
    check->derived[i] = CheckFullTile(below, above);
  }
}

// The file that hash `place` of a tile must come from.
std::string LogCheck::Below(const TileCheck& check, std::size_t place) const {
  if (check.tile.level > 0) {
    return TilePath({check.tile.level - 1,
                     check.tile.index * kTileWidth + place, kTileWidth});
  }
  return check.entries_path;
}

void LogCheck::Compare(const TileCheck& check, Right right) {
  const std::vector<std::size_t> differences = check.Differences();
  if (differences.empty()) {
    for (const Tile& file : check.files) ComparePartials(file);
  }
  for (const std::size_t place : differences) {
    const std::string below = Below(check, place);
    const std::string leaf =
        check.tile.level > 0
            ? ""
            : absl::StrCat(" (leaf ", check.tile.index * kTileWidth + place,
                           ")");
    const std::string here = absl::StrCat("hash ", place, leaf);
    switch (right) {
      case Right::kStated:
        False(below, check.tile.level > 0
                         ? absl::StrCat("does not lead to hash ", place, " of ",
                                        check.path)
                         : absl::StrCat("entry ", place, leaf,
                                        " is not what the tree holds"));
        break;
      case Right::kDerived:
        False(check.path, absl::StrCat(here, " is not that of ", below));
        break;
      case Right::kUnknown:
        False(check.path,
              absl::StrCat(here, " is not that of ", below,
                           "; nothing above tells which of them is wrong"));
        break;
    }
  }
}

// The tile's root; where two differ, the one that the tile above states.
MaybeHash LogCheck::CheckFullTile(const Tile& tile, const MaybeHash& above) {
  TileCheck check;
  check.tile = tile;
  ReadStated(&check);
  Derive(&check);
  MaybeHash stated;
  MaybeHash derived;
  if (check.stated) stated = SubtreeRoot(*check.stated);
  if (const auto all = check.AllDerived()) derived = SubtreeRoot(*all);
  Right right = Right::kUnknown;
  if (above && derived == above) right = Right::kDerived;
  if (above && stated == above) right = Right::kStated;
  Compare(check, right);
  if (right != Right::kUnknown) return above;
  return derived ? derived : stated;
}

// The root of the whole tree from the last tile of each level.
std::optional<Hash> LogCheck::Root(const std::vector<TileCheck>& edges,
                                   bool derived) const {
  std::array<std::optional<std::vector<Hash>>, kTileLevels> levels;
  for (const TileCheck& edge : edges) {
    auto& level = levels[static_cast<std::size_t>(edge.tile.level)];
    level = derived ? edge.AllDerived() : edge.stated;
    if (!level) return std::nullopt;
  }
  const auto read = [&](const NodeId& id) -> absl::StatusOr<Hash> {
    const auto& level = levels[static_cast<std::size_t>(id.level / 8)];
    const std::size_t first = (id.index << id.level % 8) % kTileWidth;
    return SubtreeRoot(absl::MakeConstSpan(*level).subspan(
        first, std::size_t{1} << id.level % 8));
  };
  const absl::StatusOr<Hash> root = TreeRoot(checkpoint_.size, read);
  if (!root.ok()) return std::nullopt;
  return *root;
}

void LogCheck::CheckTree() {
  std::vector<TileCheck> edges;
  for (int level = kTileLevels - 1; level >= 0; --level) {
    const std::uint64_t hashes = checkpoint_.size >> (8 * level);
    const auto width = static_cast<std::uint32_t>(hashes % kTileWidth);
    if (width == 0) continue;
    TileCheck& edge = edges.emplace_back();
    edge.tile = {level, hashes / kTileWidth, width};
    ReadStated(&edge);
  }
  const MaybeHash stated = Root(edges, /*derived=*/false);
  for (TileCheck& edge : edges) {
    if (!stopped_) Derive(&edge);
    edge.derived.resize(edge.tile.width);
  }
  const MaybeHash derived = Root(edges, /*derived=*/true);
  Right right = Right::kUnknown;
  if (derived == checkpoint_.root) right = Right::kDerived;
  if (stated == checkpoint_.root) right = Right::kStated;
  for (const TileCheck& edge : edges) Compare(edge, right);
  CheckRoot(edges);
}

void LogCheck::CheckRoot(const std::vector<TileCheck>& edges) {
  const MaybeHash stated = Root(edges, /*derived=*/false);
  const MaybeHash derived = Root(edges, /*derived=*/true);
  std::vector<std::string> kinds;
  for (const auto& [type, count] : types_) {
    kinds.push_back(absl::StrFormat("%d of type %02x", count, type));
  }
  const std::string counts =
      absl::StrCat(checkpoint_.size, " leaves (", absl::StrJoin(kinds, ", "),
                   ") in ", tiles_, " files");
  if (!derived || leaves_ != checkpoint_.size) {
    lines_.push_back({CheckVerdict::kUnchecked, "root",
                      absl::StrCat("of ", checkpoint_.size, " leaves only ",
                                   leaves_, " could be read")});
  } else if (*derived != checkpoint_.root) {
    lines_.push_back(
        {CheckVerdict::kFalse, "root",
         absl::StrCat("the entries lead to ", ShortHash(*derived),
                      ", the checkpoint says ", ShortHash(checkpoint_.root))});
  } else {
    lines_.push_back({CheckVerdict::kHolds, "root",
                      absl::StrCat(counts, " lead to ", ShortHash(*derived))});
  }
  if (stated && *stated != checkpoint_.root) {
    lines_.push_back({CheckVerdict::kFalse, "tiles",
                      absl::StrCat("the last tile of each level leads to ",
                                   ShortHash(*stated), ", the checkpoint says ",
                                   ShortHash(checkpoint_.root))});
  }
}

// What is published beside the tiles about whose they are.
void CheckIdentity(const TileFolder& folder, absl::string_view log_json,
                   const LogIdentity& identity, std::vector<CheckLine>* lines) {
  const auto add = [lines](CheckVerdict verdict, absl::string_view what,
                           absl::string_view detail) {
    lines->push_back({verdict, std::string(what), std::string(detail)});
  };
  // A copy may well lack these: the tree does not rest on them.
  const absl::StatusOr<std::string> json = folder.ReadSmall("log.json");
  if (json.ok()) {
    add(*json == log_json ? CheckVerdict::kHolds : CheckVerdict::kFalse,
        "log.json",
        *json == log_json ? "is the log identity that you trust"
                          : "is not the log identity that you trust");
  } else if (!absl::IsNotFound(json.status())) {
    add(CheckVerdict::kUnchecked, "log.json", "cannot be read");
  }
  const absl::StatusOr<std::string> note = folder.ReadSmall("log.note");
  if (note.ok()) {
    const auto text = OpenNote(*note, VerifiersOf(identity));
    const bool is_good = text.ok() && *text == absl::StrCat(log_json, "\n");
    add(is_good ? CheckVerdict::kHolds : CheckVerdict::kFalse, "log.note",
        is_good     ? "signs the log identity"
        : text.ok() ? "signs another log identity"
                    : text.status().message());
  } else if (!absl::IsNotFound(note.status())) {
    add(CheckVerdict::kUnchecked, "log.note", "cannot be read");
  }
}

}  // namespace

std::vector<CheckLine> Fsck(FileSystem& files, const std::string& folder,
                            absl::string_view note, absl::string_view log_json,
                            const LogIdentity& identity) {
  const TileFolder tiles(files, folder);
  std::vector<CheckLine> lines;
  CheckIdentity(tiles, log_json, identity, &lines);
  const std::optional<Checkpoint> checkpoint =
      CheckNote("checkpoint", note, identity, &lines);
  if (!checkpoint) return lines;
  if (checkpoint->size == 0) {
    const bool is_empty = checkpoint->root == EmptyRoot();
    lines.push_back(
        {is_empty ? CheckVerdict::kHolds : CheckVerdict::kFalse, "root",
         is_empty ? "of the empty tree" : "is not that of the empty tree"});
    return lines;
  }
  for (CheckLine& line : LogCheck(tiles, log_json, *checkpoint).Run()) {
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace prescreen::anchor

// SPDX-License-Identifier: Apache-2.0
#include "anchor/file/journal_line.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor::file {
namespace {

constexpr char kMagic[] = "prescreen-journal/1";
constexpr std::size_t kSignedFields = 6;
constexpr std::size_t kFields = 8;

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("journal line: ", what));
}

std::string NoteText(absl::Span<const std::string> fields) {
  return absl::StrCat(absl::StrJoin(fields, "\n"), "\n");
}

// "\n— name base64\n" → key id and signature.
absl::StatusOr<std::string> SignatureOf(absl::string_view note) {
  const std::size_t space = note.rfind(' ');
  return Base64Decode(note.substr(space + 1, note.size() - space - 2));
}

absl::StatusOr<Digest32> ReadDigest(absl::StatusOr<std::string> bytes) {
  Digest32 digest;
  if (!bytes.ok() || bytes->size() != digest.size()) {
    return Malformed("digest");
  }
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

template <typename Integer>
absl::StatusOr<Integer> ReadDecimal(absl::string_view text) {
  Integer value = 0;
  if (!absl::SimpleAtoi(text, &value) || absl::StrCat(value) != text) {
    return Malformed("integer");
  }
  return value;
}

std::vector<std::string> SignedFields(const JournalLine& line) {
  return {kMagic,
          line.checkpoint.origin,
          absl::StrCat(line.checkpoint.size),
          Base64Encode(AsBytes(line.checkpoint.root)),
          absl::StrCat(line.time),
          HexEncode(AsBytes(line.previous))};
}

}  // namespace

absl::StatusOr<std::string> SignJournalLine(const JournalLine& line,
                                            const Ed25519PrivateKey& key) {
  RETURN_IF_ERROR(ValidateOrigin(line.checkpoint.origin));
  std::vector<std::string> fields = SignedFields(line);
  ASSIGN_OR_RETURN(const std::string note,
                   SignNote(NoteText(fields), line.checkpoint.origin, key));
  ASSIGN_OR_RETURN(const std::string signature, SignatureOf(note));
  const absl::string_view bytes(signature);
  fields.push_back(HexEncode(bytes.substr(0, 4)));
  fields.push_back(Base64Encode(bytes.substr(4)));
  return absl::StrCat(absl::StrJoin(fields, " "), "\n");
}

absl::StatusOr<JournalLine> OpenJournalLine(absl::string_view text,
                                            const NoteVerifier& verifier) {
  const std::vector<std::string> fields = absl::StrSplit(text, ' ');
  if (fields.size() != kFields || fields[0] != kMagic) {
    return Malformed("not of this format");
  }
  JournalLine line;
  line.checkpoint.origin = fields[1];
  ASSIGN_OR_RETURN(line.checkpoint.size, ReadDecimal<std::uint64_t>(fields[2]));
  ASSIGN_OR_RETURN(line.checkpoint.root, ReadDigest(Base64Decode(fields[3])));
  ASSIGN_OR_RETURN(line.time, ReadDecimal<std::int64_t>(fields[4]));
  ASSIGN_OR_RETURN(line.previous, ReadDigest(HexDecode(fields[5])));
  if (SignedFields(line) !=
      std::vector<std::string>(fields.begin(),
                               fields.begin() + kSignedFields)) {
    return Malformed("not in its only form");
  }
  ASSIGN_OR_RETURN(const std::string signature, Base64Decode(fields[7]));
  if (fields[6] != HexEncode(BigEndian32(verifier.key_id)) ||
      line.checkpoint.origin != verifier.name ||
      !Ed25519Verify(verifier.public_key,
                     NoteText(absl::MakeSpan(fields).first(kSignedFields)),
                     signature)) {
    return absl::DataLossError("journal line: not signed by this log");
  }
  return line;
}

}  // namespace prescreen::anchor::file

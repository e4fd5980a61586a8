// SPDX-License-Identifier: Apache-2.0
#include "anchor/signed_note.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor {
namespace {

constexpr char kEd25519Type = 0x01;  // Stored. Never change.
// U+2014 and a space.
constexpr absl::string_view kSignaturePrefix("\xe2\x80\x94 ");
constexpr std::size_t kKeyIdBytes = 4;
// Four times the 16 that every reader must accept.
constexpr std::size_t kMaxSignatures = 64;
// 64 lines of the longest signature in sight (ML-DSA-44, 3.3 KB as base64).
constexpr std::size_t kMaxNoteBytes = 256u << 10;

// What Unicode calls white space beyond ASCII, as UTF-8.
constexpr absl::string_view kWideSpaces[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80",
    "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84",
    "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
    "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9",
    "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

bool IsKeyName(absl::string_view name) {
  if (name.empty() || !IsValidUtf8(name)) return false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7f || c == '+') return false;
  }
  for (const absl::string_view space : kWideSpaces) {
    if (absl::StrContains(name, space)) return false;
  }
  return true;
}

// Well-formed UTF-8 whose only control character is the line feed.
bool IsNoteText(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' && c != '\n') return false;
  }
  return IsValidUtf8(text);
}

absl::Status NotANote(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("note: ", why));
}

struct SignatureLine {
  absl::string_view name;
  std::uint32_t key_id = 0;
  std::string signature;
};

std::uint32_t ReadBigEndian32(absl::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

absl::StatusOr<SignatureLine> ParseSignatureLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kSignaturePrefix)) {
    return NotANote("a line after the last blank line is no signature");
  }
  const std::size_t space = line.find(' ');
  if (space == absl::string_view::npos || !IsKeyName(line.substr(0, space))) {
    return NotANote("a signature line has no proper name");
  }
  const absl::StatusOr<std::string> bytes =
      Base64Decode(line.substr(space + 1));
  if (!bytes.ok() || bytes->size() <= kKeyIdBytes) {
    return NotANote("a signature is not base64 of a key id and a signature");
  }
  return SignatureLine{line.substr(0, space), ReadBigEndian32(*bytes),
                       bytes->substr(kKeyIdBytes)};
}

struct SplitNote {
  absl::string_view text;  // ends in a line feed
  std::vector<SignatureLine> signatures;
};

absl::StatusOr<SplitNote> Split(absl::string_view note) {
  if (note.size() > kMaxNoteBytes) {
    return NotANote(absl::StrCat("longer than ", kMaxNoteBytes, " bytes"));
  }
  if (!IsNoteText(note)) {
    return NotANote("has control characters or is not UTF-8");
  }
  const std::size_t blank = note.rfind("\n\n");
  if (blank == absl::string_view::npos) return NotANote("has no blank line");
  SplitNote split;
  split.text = note.substr(0, blank + 1);
  absl::string_view rest = note.substr(blank + 2);
  if (rest.empty()) return NotANote("has no signature");
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == absl::string_view::npos) {
      return NotANote("its last line is not ended");
    }
    if (split.signatures.size() == kMaxSignatures) {
      return NotANote(
          absl::StrCat("more than ", kMaxSignatures, " signatures"));
    }
    ASSIGN_OR_RETURN(SignatureLine line,
                     ParseSignatureLine(rest.substr(0, end)));
    split.signatures.push_back(std::move(line));
    rest.remove_prefix(end + 1);
  }
  return split;
}

enum class Match { kUnknown, kGood, kBad };

// Several verifiers may share a name and key id: one that fits is enough.
Match CheckSignature(absl::string_view text, const SignatureLine& line,
                     absl::Span<const NoteVerifier> verifiers) {
  Match match = Match::kUnknown;
  for (const NoteVerifier& verifier : verifiers) {
    if (verifier.key_id != line.key_id || verifier.name != line.name) continue;
    if (Ed25519Verify(verifier.public_key, text, line.signature)) {
      return Match::kGood;
    }
    match = Match::kBad;
  }
  return match;
}

std::string TypedKey(absl::string_view public_key) {
  return absl::StrCat(absl::string_view(&kEd25519Type, 1), public_key);
}

}  // namespace

std::uint32_t NoteKeyId(absl::string_view name, absl::string_view public_key) {
  const Digest32 digest = Sha256Concat(name, "\n", TypedKey(public_key));
  return ReadBigEndian32(AsBytes(digest));
}

absl::StatusOr<NoteVerifier> ParseVkey(absl::string_view vkey) {
  const std::size_t first = vkey.find('+');
  const std::size_t second =
      first == absl::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == absl::string_view::npos) {
    return absl::InvalidArgumentError("vkey: not name+id+key");
  }
  NoteVerifier verifier;
  verifier.name = std::string(vkey.substr(0, first));
  if (!IsKeyName(verifier.name)) {
    return absl::InvalidArgumentError("vkey: the name is not allowed");
  }
  const absl::StatusOr<std::string> key = Base64Decode(vkey.substr(second + 1));
  if (!key.ok() || key->empty()) {
    return absl::InvalidArgumentError("vkey: the key is not base64");
  }
  if (key->front() != kEd25519Type) {
    return absl::UnimplementedError("vkey: its signature type is unknown");
  }
  verifier.public_key = key->substr(1);
  if (!IsSafeEd25519Key(verifier.public_key)) {
    return absl::InvalidArgumentError("vkey: not a safe Ed25519 key");
  }
  verifier.key_id = NoteKeyId(verifier.name, verifier.public_key);
  if (vkey != FormatVkey(verifier.name, verifier.public_key)) {
    return absl::InvalidArgumentError(
        "vkey: the key id is not that of name and key");
  }
  return verifier;
}

std::string FormatVkey(absl::string_view name, absl::string_view public_key) {
  return absl::StrCat(name, "+",
                      absl::StrFormat("%08x", NoteKeyId(name, public_key)), "+",
                      Base64Encode(TypedKey(public_key)));
}

absl::StatusOr<std::string> SignNote(absl::string_view text,
                                     absl::string_view name,
                                     const Ed25519PrivateKey& key) {
  if (!absl::EndsWith(text, "\n") || !IsNoteText(text)) {
    return NotANote(
        "the text does not end in a line feed, or is not UTF-8, "
        "or has control characters");
  }
  if (!IsKeyName(name)) return NotANote("the signer's name is not allowed");
  const std::string key_id = BigEndian32(NoteKeyId(name, key.public_key()));
  return absl::StrCat(text, "\n", kSignaturePrefix, name, " ",
                      Base64Encode(absl::StrCat(key_id, key.Sign(text))), "\n");
}

absl::StatusOr<std::string> OpenNote(absl::string_view note,
                                     absl::Span<const NoteVerifier> verifiers) {
  ASSIGN_OR_RETURN(const SplitNote split, Split(note));
  bool is_signed = false;
  for (const SignatureLine& line : split.signatures) {
    switch (CheckSignature(split.text, line, verifiers)) {
      case Match::kUnknown:
        break;
      case Match::kGood:
        is_signed = true;
        break;
      case Match::kBad:
        return absl::DataLossError(
            "note: the signature of a known key is wrong");
    }
  }
  if (!is_signed) return absl::NotFoundError("note: signed by no known key");
  return std::string(split.text);
}

}  // namespace prescreen::anchor

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/rdf/nquads.h"

namespace prescreen::rdf {
namespace {

constexpr std::uint32_t kMaxCodePoint = 0x10ffff;

void AppendUtf8(std::uint32_t code, std::string* out) {
  const auto add = [out](std::uint32_t byte) {
    out->push_back(static_cast<char>(byte));
  };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      add(0xe0 | code >> 12);
    } else {
      add(0xf0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3f));
    }
    add(0x80 | (code >> 6 & 0x3f));
  }
  add(0x80 | (code & 0x3f));
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The character of a two-character escape, or 0.
char Unescaped(char letter) {
  constexpr absl::string_view kLetters = "tbnrf\"'\\";
  constexpr absl::string_view kMeaning = "\t\b\n\r\f\"'\\";
  const std::size_t at = kLetters.find(letter);
  return at == absl::string_view::npos ? '\0' : kMeaning[at];
}

bool IsForbiddenInIri(char c) {
  return static_cast<std::uint8_t>(c) <= 0x20 ||
         absl::string_view("<>\"{}|^`\\").find(c) != absl::string_view::npos;
}

// PN_CHARS_U, ':' and digits; all beyond ASCII counts as a letter.
bool IsLabelChar(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' ||
         c == ':' || static_cast<std::uint8_t>(c) >= 0x80;
}

// One document. Each Read… starts at its first character and leaves `rest_`
// behind its last.
class Reader {
 public:
  Reader(absl::string_view text, Dataset* dataset)
      : rest_(dataset->arena->Keep(text)), dataset_(*dataset) {}

  absl::Status Read() {
    while (!rest_.empty()) {
      ++line_;
      SkipBlanks();
      if (!AtLineEnd()) RETURN_IF_ERROR(ReadStatement());
      SkipBlanks();
      RETURN_IF_ERROR(ReadLineEnd());
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Fault() const {
    return absl::InvalidArgumentError(absl::StrCat("N-Quads: line ", line_));
  }

  char Peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool Take(absl::string_view token) {
    if (rest_.substr(0, token.size()) != token) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  absl::string_view TakeBytes(std::size_t count) {
    const absl::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  void SkipBlanks() {
    while (Peek() == ' ' || Peek() == '\t') rest_.remove_prefix(1);
  }
  bool AtLineEnd() const {
    return rest_.empty() || Peek() == '\n' || Peek() == '\r' || Peek() == '#';
  }

  absl::Status ReadLineEnd() {
    if (Peek() == '#') {
      rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
    }
    if (rest_.empty() || Take("\r\n") || Take("\n") || Take("\r")) {
      return absl::OkStatus();
    }
    return Fault();
  }

  absl::Status ReadStatement() {
    if (dataset_.quads.size() >= kMaxQuads) {
      return absl::ResourceExhaustedError("N-Quads: too many quads");
    }
    Quad quad;
    ASSIGN_OR_RETURN(quad.subject, ReadTerm());
    ASSIGN_OR_RETURN(quad.predicate, ReadTerm());
    ASSIGN_OR_RETURN(quad.object, ReadTerm());
    if (Peek() != '.') {
      ASSIGN_OR_RETURN(quad.graph, ReadTerm());
    }
    if (quad.subject.is_literal() || !quad.predicate.is_iri() ||
        quad.graph.is_literal() || !Take(".")) {
      return Fault();
    }
    dataset_.quads.push_back(quad);
    return absl::OkStatus();
  }

  absl::StatusOr<Term> ReadTerm() {
    absl::StatusOr<Term> term = Fault();
    if (Peek() == '<') {
      ASSIGN_OR_RETURN(const absl::string_view iri, ReadIri());
      term = Term::Iri(iri);
    } else if (Take("_:")) {
      term = ReadBlank();
    } else if (Peek() == '"') {
      term = ReadLiteral();
    }
    SkipBlanks();
    return term;
  }

  absl::StatusOr<Term> ReadBlank() {
    std::size_t size = 0;
    while (size < rest_.size() &&
           (IsLabelChar(rest_[size]) ||
            (size > 0 && (rest_[size] == '-' || rest_[size] == '.')))) {
      ++size;
    }
    while (size > 0 && rest_[size - 1] == '.') --size;
    if (size == 0) return Fault();
    return Term::Blank(TakeBytes(size));
  }

  absl::StatusOr<absl::string_view> ReadIri() {
    rest_.remove_prefix(1);
    const std::size_t end = rest_.find_first_of(">\r\n");
    if (end == absl::string_view::npos || rest_[end] != '>') return Fault();
    ASSIGN_OR_RETURN(const absl::string_view iri,
                     Unescape(rest_.substr(0, end), /*short_escapes=*/false));
    rest_.remove_prefix(end + 1);
    if (iri.find(':') == absl::string_view::npos) return Fault();
    for (const char c : iri) {
      if (IsForbiddenInIri(c)) return Fault();
    }
    return iri;
  }

  absl::StatusOr<Term> ReadLiteral() {
    rest_.remove_prefix(1);
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') {
      if (rest_[end] == '\n' || rest_[end] == '\r') return Fault();
      end += rest_[end] == '\\' ? 2 : 1;
    }
    if (end >= rest_.size()) return Fault();
    ASSIGN_OR_RETURN(const absl::string_view lexical,
                     Unescape(rest_.substr(0, end), /*short_escapes=*/true));
    rest_.remove_prefix(end + 1);
    if (Take("^^")) {
      if (Peek() != '<') return Fault();
      ASSIGN_OR_RETURN(const absl::string_view datatype, ReadIri());
      return Term::Literal(lexical, datatype);
    }
    if (Take("@")) return ReadLanguage(lexical);
    return Term::Literal(lexical, kXsdString);
  }

  absl::StatusOr<Term> ReadLanguage(absl::string_view lexical) {
    std::size_t size = 0;
    std::size_t part = 0;
    for (; size < rest_.size(); ++size) {
      const auto c = static_cast<unsigned char>(rest_[size]);
      if (c == '-' && size > part) {
        part = size + 1;
      } else if (part == 0 ? !absl::ascii_isalpha(c)
                           : !absl::ascii_isalnum(c)) {
        break;
      }
    }
    if (size == part) return Fault();
    return Term::LanguageString(lexical, TakeBytes(size));
  }

  absl::StatusOr<absl::string_view> Unescape(absl::string_view text,
                                             bool short_escapes) {
    std::size_t at = text.find('\\');
    if (at == absl::string_view::npos) return text;
    std::string out;
    for (; at != absl::string_view::npos; at = text.find('\\')) {
      out.append(text.data(), at);
      text.remove_prefix(at + 1);
      RETURN_IF_ERROR(AppendUnescaped(short_escapes, &text, &out));
    }
    out.append(text.data(), text.size());
    return dataset_.arena->Keep(out);
  }

  // `text` starts behind the backslash.
  absl::Status AppendUnescaped(bool short_escapes, absl::string_view* text,
                               std::string* out) const {
    if (text->empty()) return Fault();
    const char letter = text->front();
    text->remove_prefix(1);
    if (letter != 'u' && letter != 'U') {
      const char c = Unescaped(letter);
      if (!short_escapes || c == 0) return Fault();
      out->push_back(c);
      return absl::OkStatus();
    }
    const std::size_t digits = letter == 'u' ? 4 : 8;
    if (text->size() < digits) return Fault();
    std::uint32_t code = 0;
    for (const char c : text->substr(0, digits)) {
      if (HexValue(c) < 0) return Fault();
      code = code << 4 | static_cast<std::uint32_t>(HexValue(c));
    }
    text->remove_prefix(digits);
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    if (code > kMaxCodePoint || surrogate) return Fault();
    AppendUtf8(code, out);
    return absl::OkStatus();
  }

  absl::string_view rest_;
  Dataset& dataset_;
  int line_ = 0;
};

}  // namespace

absl::StatusOr<Dataset> ParseNQuads(absl::string_view text) {
  if (!IsValidUtf8(text)) {
    return absl::InvalidArgumentError("N-Quads: not UTF-8");
  }
  Dataset dataset;
  RETURN_IF_ERROR(Reader(text, &dataset).Read());
  return dataset;
}

}  // namespace prescreen::rdf

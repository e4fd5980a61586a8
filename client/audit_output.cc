// SPDX-License-Identifier: Apache-2.0
#include "client/audit_output.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/codec/json.h"
#include "base/encoding.h"

namespace prescreen::anchor {
namespace {

absl::string_view Mark(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kHolds:
      return "ok";
    case CheckVerdict::kFalse:
      return "FALSE";
    case CheckVerdict::kUnchecked:
      break;
  }
  return "??";
}

absl::string_view JsonName(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kHolds:
      return "holds";
    case CheckVerdict::kFalse:
      return "false";
    case CheckVerdict::kUnchecked:
      break;
  }
  return "unchecked";
}

std::size_t Count(const std::vector<CheckLine>& lines, CheckVerdict verdict) {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(),
      [verdict](const CheckLine& line) { return line.verdict == verdict; }));
}

}  // namespace

int ExitCode(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kHolds:
      return kHoldsExit;
    case CheckVerdict::kFalse:
      return kFalseExit;
    case CheckVerdict::kUnchecked:
      break;
  }
  return kUncheckedExit;
}

std::string Summary(absl::string_view what,
                    const std::vector<CheckLine>& lines) {
  const CheckVerdict verdict = Overall(lines);
  const std::size_t count = Count(lines, verdict);
  const std::string of = absl::StrCat(count, count == 1 ? " check" : " checks",
                                      " of ", lines.size());
  switch (verdict) {
    case CheckVerdict::kHolds:
      return absl::StrCat(what, " holds: all ", lines.size(),
                          " checks are true.");
    case CheckVerdict::kFalse:
      return absl::StrCat(what, " is FALSE: ", of, " failed.");
    case CheckVerdict::kUnchecked:
      break;
  }
  return absl::StrCat("Not fully checked: nothing is false, but ", of,
                      " could not be made.");
}

std::string Printable(absl::string_view text) {
  if (!IsValidUtf8(text)) return absl::StrCat("hex ", HexEncode(text));
  std::string printable;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < text.size() &&
                       static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte >= 0x20 && byte != 0x7f && !is_c1) {
      printable.push_back(text[i]);
      continue;
    }
    printable.push_back('?');
    if (is_c1) ++i;
  }
  return printable;
}

std::string FormatText(absl::string_view what,
                       const std::vector<CheckLine>& lines) {
  std::size_t width = 0;
  for (const CheckLine& line : lines) {
    width = std::max(width, line.what.size());
  }
  std::string text;
  for (const CheckLine& line : lines) {
    absl::StrAppendFormat(&text, "%-5s  %-*s  %s\n", Mark(line.verdict),
                          static_cast<int>(width), Printable(line.what),
                          Printable(line.detail));
  }
  absl::StrAppend(&text, "\n", Summary(what, lines), "\n");
  return text;
}

std::string FormatJson(absl::string_view what,
                       const std::vector<CheckLine>& lines) {
  json::Value checks = json::Value::Array();
  for (const CheckLine& line : lines) {
    json::Value check = json::Value::Object();
    check.Set("verdict", json::Value::String(JsonName(line.verdict)));
    check.Set("what", json::Value::String(Printable(line.what)));
    check.Set("detail", json::Value::String(Printable(line.detail)));
    checks.Append(std::move(check));
  }
  json::Value report = json::Value::Object();
  report.Set("verdict", json::Value::String(JsonName(Overall(lines))));
  report.Set("summary", json::Value::String(Summary(what, lines)));
  report.Set("checks", std::move(checks));
  return absl::StrCat(json::Serialize(report), "\n");
}

}  // namespace prescreen::anchor

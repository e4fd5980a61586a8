// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "client/cli/report_parts.h"
#include "client/cli/terminal_text.h"

namespace prescreen::cli {
namespace {

// With `sha256:`.
constexpr std::size_t kDigestPrefix = 19;

// The size that the note states: its second line. Not checked here:
// `prescreen-audit verify` checks receipts.
std::string StatedTreeSize(const v1::InclusionProof& proof) {
  const std::vector<std::string> lines =
      absl::StrSplit(proof.checkpoint(), absl::MaxSplits('\n', 2));
  std::uint64_t size = 0;
  if (lines.size() < 2 || !absl::SimpleAtoi(lines[1], &size)) return "?";
  return absl::StrCat(size);
}

std::string AttestationText(const v1::Attestation& attestation) {
  std::string text =
      absl::StrCat(Printable(attestation.chain()), " ",
                   v1::Attestation::State_IsValid(attestation.state())
                       ? v1::Attestation::State_Name(attestation.state())
                       : "in an unknown state");
  if (attestation.has_evm() && attestation.evm().block_number() != 0) {
    absl::StrAppend(&text, " in block ", attestation.evm().block_number());
    if (attestation.evm().block_time() != 0) {
      absl::StrAppend(&text, " of ",
                      absl::FormatTime(
                          "%Y-%m-%d %H:%M UTC",
                          absl::FromUnixSeconds(attestation.evm().block_time()),
                          absl::UTCTimeZone()));
    }
  }
  return text;
}

absl::string_view StateText(v1::Receipt::State state) {
  switch (state) {
    case v1::Receipt::COMMITTED:
      return "stored, its receipt is not complete yet";
    case v1::Receipt::LOGGED:
      return "logged, not anchored yet";
    case v1::Receipt::ANCHOR_PENDING:
      return "logged, on its way to be anchored";
    case v1::Receipt::ANCHORED:
      return "anchored";
    default:
      return "in an unknown state";
  }
}

std::vector<std::string> PlaceOf(const v1::Receipt& receipt) {
  std::vector<std::string> parts;
  if (receipt.has_logged()) {
    parts.push_back(absl::StrCat("leaf ", receipt.leaf_index(), " in tree of ",
                                 StatedTreeSize(receipt.logged())));
  }
  if (receipt.publicly_anchored()) {
    parts.emplace_back(StateText(receipt.state()));
  } else {
    if (receipt.has_logged()) parts.emplace_back("logged");
    parts.emplace_back("not publicly anchored");
  }
  for (const auto& attestation : receipt.attestations()) {
    parts.push_back(AttestationText(attestation));
  }
  return parts;
}

std::string DigestOf(const v1::Receipt& receipt) {
  return absl::StrCat("sha256:", HexEncode(AsBytes(Sha256(receipt.record()))));
}

}  // namespace

std::vector<std::string> FormatReceipt(const v1::Receipt& receipt,
                                       const ReportOptions& options) {
  std::vector<std::string> lines = Labelled("RECEIPT", DigestOf(receipt));
  for (std::string& line : LabelledParts("", PlaceOf(receipt), Dot(options))) {
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> FormatReceiptBriefly(const v1::Receipt& receipt,
                                              const ReportOptions& options) {
  std::vector<std::string> parts = PlaceOf(receipt);
  parts.insert(parts.begin(),
               absl::StrCat(DigestOf(receipt).substr(0, kDigestPrefix), "..."));
  return LabelledParts("RECEIPT", parts, Dot(options));
}

}  // namespace prescreen::cli

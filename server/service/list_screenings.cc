// SPDX-License-Identifier: Apache-2.0
#include "server/service/list_screenings.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/names.h"
#include "server/service/screenings.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// AIP-158.
constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 1000;
// A page ends here, so that it stays below what clients receive (9 MiB) even
// with the largest of answers at its end.
constexpr std::size_t kMaxPageBytes = 3u << 20;
// Rows read at once; a page of screenings that cannot be shown ends after
// kMaxPassedOver of them, with a token.
constexpr std::size_t kRowsAtOnce = 128;
constexpr int kMaxPassedOver = 4000;

constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kMacBytes = 16;

// uuid ‖ HMAC of what the token is for, under the tenant's own key: of another
// tenant's list, or made up, it is refused.
std::string TokenMac(const Tenant& tenant, absl::string_view uuid) {
  const std::string text = absl::StrCat("list screenings ", tenant.id, uuid);
  return std::string(
      AsBytes(HmacSha256(tenant.index_key, text)).substr(0, kMacBytes));
}

std::string MakeToken(const Tenant& tenant, absl::string_view uuid) {
  return Base64UrlEncode(absl::StrCat(uuid, TokenMac(tenant, uuid)));
}

// The uuid that the former page ended with.
absl::StatusOr<std::string> ParseToken(const Tenant& tenant,
                                       const std::string& token) {
  const absl::StatusOr<std::string> bytes = Base64UrlDecode(token);
  if (bytes.ok() && bytes->size() == kUuidBytes + kMacBytes) {
    std::string uuid = bytes->substr(0, kUuidBytes);
    if (bytes->substr(kUuidBytes) == TokenMac(tenant, uuid)) return uuid;
  }
  return FieldError("page_token",
                    "is not from a reply to this request; begin without one");
}

class Page {
 public:
  Page(const StoreReader& store, const KeyFile& keys, EventLog& events,
       const Tenant& tenant, int limit)
      : store_(store),
        keys_(keys),
        events_(events),
        tenant_(tenant),
        limit_(limit) {}

  // `after` is a uuid, or empty.
  absl::StatusOr<v1::ListScreeningsResponse> Fill(const std::string& after) {
    std::string begin = keys::Screening(tenant_.id, after);
    if (!after.empty()) begin.push_back('\0');
    // The letter after that of the rows by id.
    const std::string end = absl::StrCat(tenant_.id, "j");
    for (;;) {
      ASSIGN_OR_RETURN(
          const std::vector<Row> rows,
          store_.Scan(Family::kScreenings, begin, end, kRowsAtOnce));
      for (const Row& row : rows) {
        ASSIGN_OR_RETURN(const bool is_full, Add(row));
        if (!is_full) continue;
        response_.set_next_page_token(MakeToken(tenant_, last_));
        return std::move(response_);
      }
      if (rows.size() < kRowsAtOnce) return std::move(response_);
      begin = rows.back().key;
      begin.push_back('\0');
    }
  }

 private:
  // True: the page was full before this row.
  absl::StatusOr<bool> Add(const Row& row) {
    if (response_.screenings_size() == limit_ ||
        passed_over_ == kMaxPassedOver) {
      return true;
    }
    const std::string uuid = row.key.substr(tenant_.id.size() + 1);
    absl::StatusOr<v1::ScreeningRecord> screening =
        ReadScreening(store_, keys_, tenant_, {tenant_.name, uuid, {}});
    if (absl::IsNotFound(screening.status()) ||
        absl::IsDataLoss(screening.status())) {
      if (absl::IsDataLoss(screening.status())) {
        events_.Error("screening_damaged", {{"id", FormatUuid(uuid)}});
      }
      ++passed_over_;
      last_ = uuid;
      return false;
    }
    RETURN_IF_ERROR(screening.status());
    bytes_ += screening->ByteSizeLong();
    if (bytes_ > kMaxPageBytes && response_.screenings_size() > 0) return true;
    *response_.add_screenings() = *std::move(screening);
    last_ = uuid;
    return false;
  }

  const StoreReader& store_;
  const KeyFile& keys_;
  EventLog& events_;
  const Tenant& tenant_;
  const int limit_;
  int passed_over_ = 0;
  std::size_t bytes_ = 0;
  std::string last_;
  v1::ListScreeningsResponse response_;
};

}  // namespace

absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(
    const StoreReader& store, const KeyFile& keys, const TenantAccess& tenants,
    EventLog& events, const v1::ListScreeningsRequest& request) {
  ASSIGN_OR_RETURN(const std::string name,
                   ParseTenantName("parent", request.parent()));
  ASSIGN_OR_RETURN(const Tenant* tenant, tenants.Find(name));
  if (request.page_size() < 0) return FieldError("page_size", "is negative");
  const int limit = request.page_size() == 0
                        ? kDefaultPage
                        : std::min(request.page_size(), kMaxPage);
  std::string after;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(after, ParseToken(*tenant, request.page_token()));
  }
  return Page(store, keys, events, *tenant, limit).Fill(after);
}

}  // namespace prescreen

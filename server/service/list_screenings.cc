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
#include "server/service/list_filter.h"
#include "server/service/names.h"
#include "server/service/screening_rows.h"
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
// list, or made up, it is refused.
std::string TokenMac(const Tenant& tenant, absl::string_view filters,
                     absl::string_view uuid) {
  const std::string text =
      absl::StrCat("list screenings ", tenant.id, filters, uuid);
  return std::string(
      AsBytes(HmacSha256(tenant.index_key, text)).substr(0, kMacBytes));
}

std::string MakeToken(const Tenant& tenant, absl::string_view filters,
                      absl::string_view uuid) {
  return Base64UrlEncode(absl::StrCat(uuid, TokenMac(tenant, filters, uuid)));
}

// The uuid that the former page ended with.
absl::StatusOr<std::string> ParseToken(const Tenant& tenant,
                                       absl::string_view filters,
                                       const std::string& token) {
  const absl::StatusOr<std::string> bytes = Base64UrlDecode(token);
  if (bytes.ok() && bytes->size() == kUuidBytes + kMacBytes) {
    std::string uuid = bytes->substr(0, kUuidBytes);
    if (bytes->substr(kUuidBytes) == TokenMac(tenant, filters, uuid))
      return uuid;
  }
  return FieldError("page_token",
                    "is not from a reply to this request; begin without one");
}

class Page {
 public:
  Page(const StoreReader& store, const KeyFile& keys, EventLog& events,
       const Tenant& tenant, const ListFilter& filter, int limit)
      : store_(store),
        keys_(keys),
        events_(events),
        tenant_(tenant),
        filter_(filter),
        limit_(limit) {}

  // `after` is a uuid, or empty.
  absl::StatusOr<v1::ListScreeningsResponse> Fill(const std::string& after) {
    if (filter_.candidates.has_value()) return FillFrom(after);
    std::string begin =
        keys::Screening(tenant_.id, std::max(after, filter_.begin));
    if (!after.empty() && after >= filter_.begin) begin.push_back('\0');
    // The letter after that of the rows by id.
    const std::string end = filter_.end.empty()
                                ? absl::StrCat(tenant_.id, "j")
                                : keys::Screening(tenant_.id, filter_.end);
    while (begin < end) {
      ASSIGN_OR_RETURN(
          const std::vector<Row> rows,
          store_.Scan(Family::kScreenings, begin, end, kRowsAtOnce));
      for (const Row& row : rows) {
        ASSIGN_OR_RETURN(const bool is_full,
                         Add(row.key.substr(tenant_.id.size() + 1)));
        if (is_full) return Full();
      }
      if (rows.size() < kRowsAtOnce) break;
      begin = rows.back().key;
      begin.push_back('\0');
    }
    return std::move(response_);
  }

 private:
  // From the few that an index names.
  absl::StatusOr<v1::ListScreeningsResponse> FillFrom(
      const std::string& after) {
    for (const std::string& uuid : *filter_.candidates) {
      if (uuid <= after || uuid < filter_.begin ||
          (!filter_.end.empty() && uuid >= filter_.end)) {
        continue;
      }
      ASSIGN_OR_RETURN(const bool is_full, Add(uuid));
      if (is_full) return Full();
    }
    return std::move(response_);
  }

  v1::ListScreeningsResponse Full() {
    response_.set_next_page_token(MakeToken(tenant_, filter_.digest, last_));
    return std::move(response_);
  }

  // True: the page was full before this screening.
  absl::StatusOr<bool> Add(const std::string& uuid) {
    if (response_.screenings_size() == limit_ ||
        passed_over_ == kMaxPassedOver) {
      return true;
    }
    absl::StatusOr<std::optional<v1::ScreeningRecord>> screening = Read(uuid);
    if (absl::IsNotFound(screening.status()) ||
        absl::IsDataLoss(screening.status())) {
      if (absl::IsDataLoss(screening.status())) {
        events_.Error("screening_damaged", {{"id", FormatUuid(uuid)}});
      }
      screening = std::nullopt;
    }
    RETURN_IF_ERROR(screening.status());
    if (!screening->has_value()) {
      ++passed_over_;
      last_ = uuid;
      return false;
    }
    bytes_ += (*screening)->ByteSizeLong();
    if (bytes_ > kMaxPageBytes && response_.screenings_size() > 0) return true;
    *response_.add_screenings() = **std::move(screening);
    last_ = uuid;
    return false;
  }

  // nullopt: a filter leaves it out.
  absl::StatusOr<std::optional<v1::ScreeningRecord>> Read(
      const std::string& uuid) const {
    if (filter_.reads_rows) {
      ASSIGN_OR_RETURN(const OpenedScreening opened,
                       OpenScreening(store_, keys_, tenant_, uuid));
      if (!filter_.Leaves(opened.row)) return std::nullopt;
    }
    ASSIGN_OR_RETURN(
        v1::ScreeningRecord screening,
        ReadScreening(store_, keys_, tenant_, {tenant_.name, uuid, {}}));
    return screening;
  }

  const StoreReader& store_;
  const KeyFile& keys_;
  EventLog& events_;
  const Tenant& tenant_;
  const ListFilter& filter_;
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
  ASSIGN_OR_RETURN(const ListFilter filter,
                   MakeListFilter(store, *tenant, request));
  std::string after;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(after,
                     ParseToken(*tenant, filter.digest, request.page_token()));
  }
  return Page(store, keys, events, *tenant, filter, limit).Fill(after);
}

}  // namespace prescreen

// SPDX-License-Identifier: Apache-2.0
// What a revision is to be made of, whoever asked for it.
#ifndef PRESCREEN_SERVER_SERVICE_SCREENING_ORDERS_H_
#define PRESCREEN_SERVER_SERVICE_SCREENING_ORDERS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "prescreen/v1/screening.pb.h"
#include "server/service/engine.h"
#include "server/service/tenants.h"

namespace prescreen {

struct ScreeningOrder {
  // Complete: as if a caller had sent all of it. For a CreateScreening the
  // caller's own message.
  std::shared_ptr<const v1::CreateScreeningRequest> request;
  // SHA-256 of what the caller sent, request_id and wait left out: what a retry
  // must repeat.
  std::string content_digest;
  // The revision whose inputs these are. If another one is the newest by then,
  // the order is ABORTED and to be made anew.
  std::optional<std::uint32_t> base;
  // No revision where no value and no finding changed.
  bool only_if_changed = false;
  // Asked for by the server itself.
  bool automatic = false;
};

// Borrows `request`.
ScreeningOrder OrderOf(const v1::CreateScreeningRequest& request);

// From the newest revision's inputs. NOT_FOUND (SCREENING_NOT_FOUND);
// FAILED_PRECONDITION (SCREENING_CANCELLED); INVALID_ARGUMENT.
absl::StatusOr<ScreeningOrder> OrderOf(
    const Engine& engine, const TenantAccess& tenants,
    const v1::AddCredentialsRequest& request);
absl::StatusOr<ScreeningOrder> OrderOf(
    const Engine& engine, const TenantAccess& tenants,
    const v1::ReevaluateScreeningRequest& request);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SCREENING_ORDERS_H_

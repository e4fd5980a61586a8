// SPDX-License-Identifier: Apache-2.0
#include "server/service/call.h"

#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

// A call of the same key ends within this time more often than not.
constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);
// A later expiry is seen at the next message: clocks cannot count so far.
constexpr absl::Duration kLongestAlarm = absl::Hours(24 * 365);
// Longer than any resource name.
constexpr std::size_t kMaxResourceBytes = 256;

absl::Status KeyRequired() {
  return ServiceError(absl::StatusCode::kUnauthenticated, v1::KEY_REQUIRED,
                      "the call needs an API key: `authorization: Bearer …`");
}

absl::Status KeyRefused() {
  return ServiceError(absl::StatusCode::kUnauthenticated, v1::KEY_REFUSED,
                      "the API key is unknown, expired or revoked");
}

bool IsLoopback(absl::string_view peer) {
  return absl::StartsWith(peer, "ipv4:127.") ||
         absl::StartsWith(peer, "ipv6:[::1]:") ||
         absl::StartsWith(peer, "ipv6:%5B::1%5D:");
}

absl::string_view View(const grpc::string_ref& text) {
  return {text.data(), text.size()};
}

}  // namespace

Call::Call(Engine& engine, const grpc::CallbackServerContext& context,
           Method method)
    : engine_(engine), context_(context), method_(method), mark_(context) {}

Call::~Call() { Leave(); }

absl::Status Call::Admit() {
  RETURN_IF_ERROR(Identify());
  const MethodRule& rule = RuleOf(method_);
  if (!principal_->caller().roles.Meets(rule.roles)) {
    return ServiceError(
        absl::StatusCode::kPermissionDenied, v1::ROLE_REQUIRED,
        absl::StrCat("none of the caller's roles may call ", rule.name));
  }
  if (!principal_->Enter()) {
    return RetryableError(
        absl::StatusCode::kResourceExhausted, v1::TOO_MANY_IN_FLIGHT,
        "too many calls of this key are under way", kRetryDelay);
  }
  entered_ = true;
  return absl::OkStatus();
}

absl::Status Call::Identify() {
  ShownByCaller shown;
  const auto& metadata = context_.client_metadata();
  const auto [first, last] = metadata.equal_range("authorization");
  for (auto item = first; item != last; ++item) {
    shown.authorization.push_back(View(item->second));
  }
  const auto peer = context_.auth_context();
  std::vector<grpc::string_ref> names;
  if (peer && peer->IsPeerAuthenticated()) {
    names = peer->FindPropertyValues(GRPC_X509_SAN_PROPERTY_NAME);
  }
  for (const grpc::string_ref& name : names) shown.names.push_back(View(name));
  shown.is_loopback = IsLoopback(context_.peer());
  Identification who = engine_.access.Identify(shown);
  principal_ = std::move(who.principal);
  switch (who.result) {
    case Identification::Result::kKnown:
      return absl::OkStatus();
    case Identification::Result::kRefused:
      return KeyRefused();
    case Identification::Result::kNothingShown:
      break;
  }
  return KeyRequired();
}

absl::StatusOr<const Tenant*> Call::Find(absl::string_view name) const {
  if (!caller().MayActFor(name)) {
    return ServiceError(absl::StatusCode::kNotFound, v1::TENANT_NOT_FOUND,
                        "tenant: no such tenant");
  }
  ASSIGN_OR_RETURN(const Tenant* tenant, engine_.tenants.Find(name));
  absl::MutexLock lock(&mutex_);
  if (tenant_.empty()) tenant_ = tenant->name;
  return tenant;
}

absl::Status Call::StillAdmitted() const {
  return principal_->IsValidAt(engine_.clock.Now()) ? absl::OkStatus()
                                                    : KeyRefused();
}

absl::Status Call::OnRefused(std::function<void(const absl::Status&)> refused) {
  ticket_ = principal_->OnRevoked([refused] { refused(KeyRefused()); });
  const absl::Duration left =
      principal_->expire_time() - engine_.clock.Now() + absl::Milliseconds(1);
  if (left < kLongestAlarm) {
    expiry_ = std::make_unique<grpc::Alarm>();
    expiry_->Set(
        std::chrono::system_clock::now() + absl::ToChronoMicroseconds(left),
        [refused](bool fired) {
          if (fired) refused(KeyRefused());
        });
  }
  return StillAdmitted();
}

void Call::SetResource(absl::string_view resource) {
  resource_ = std::string(resource);
}

void Call::SetRequestId(absl::string_view request_id) {
  mark_.request_id = std::string(request_id);
}

void Call::NoteItem(absl::string_view request_id, const absl::Status& status) {
  engine_.calls.NoteItem(method_, mark_, std::string(request_id),
                         PrincipalName(), status);
}

std::string Call::PrincipalName() const {
  return principal_ ? principal_->caller().principal : std::string();
}

grpc::Status Call::End(const absl::Status& status) {
  Leave();
  // Of callers that nobody knows there is nothing to tell, and no end.
  if (principal_) Log(status);
  engine_.calls.Note(method_, mark_, PrincipalName(), status);
  return ToGrpcStatus(status);
}

void Call::Leave() {
  if (entered_) {
    principal_->Forget(ticket_);
    principal_->Leave();
  }
  entered_ = false;
}

void Call::Log(const absl::Status& status) {
  stored::v1::AccessRow row;
  row.set_principal(principal_->caller().principal);
  row.set_method(std::string(RuleOf(method_).name));
  row.set_code(static_cast<int>(status.code()));
  {
    absl::MutexLock lock(&mutex_);
    row.set_tenant(tenant_);
  }
  // A name that was parsed, or what a caller made up?
  const bool is_name = status.ok() || !row.tenant().empty();
  if (is_name && !resource_.empty() && resource_.size() <= kMaxResourceBytes) {
    row.set_resource(resource_);
  } else if (!row.tenant().empty()) {
    row.set_resource(absl::StrCat("tenants/", row.tenant()));
  }
  engine_.access_log.Add(std::move(row));
}

}  // namespace prescreen

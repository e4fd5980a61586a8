// SPDX-License-Identifier: Apache-2.0
#include "server/service/screenings.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/event_feed.h"
#include "server/service/old_requests.h"
#include "server/service/rechecks.h"
#include "server/service/screening_rows.h"
#include "server/service/times.h"
#include "server/store/keys.h"
#include "server/store/sealed_value.h"

namespace prescreen {
namespace {

absl::StatusOr<stored::v1::RevisionRow> ReadRevision(const StoreReader& store,
                                                     const Tenant& tenant,
                                                     const RevisionId& id) {
  const auto value = store.Get(
      Family::kRevisions,
      keys::Revision(tenant.id, id.uuid, id.revision, keys::Part::kMeta));
  if (absl::IsNotFound(value.status())) return ScreeningNotFound();
  RETURN_IF_ERROR(value.status());
  stored::v1::RevisionRow row;
  if (!row.ParseFromString(*value)) {
    return absl::DataLossError("screening: a stored row is damaged");
  }
  return row;
}

// Adds to an answer what the log assigned. `time` is the revision's.
void SetPlace(const Tenant& tenant, const RevisionId& id,
              const stored::v1::ScreeningRow& row, std::int64_t time,
              v1::ScreeningRecord* screening) {
  screening->set_name(FormatScreeningName(tenant.name, id.uuid));
  screening->set_revision(static_cast<std::int32_t>(id.revision));
  screening->set_receipt(FormatReceiptName(tenant.name, id.uuid, id.revision));
  *screening->mutable_create_time() = MicrosToTimestamp(row.create_time());
  *screening->mutable_update_time() = MicrosToTimestamp(time);
  *screening->mutable_last_checked() = MicrosToTimestamp(
      id.revision == row.revision() ? row.last_checked() : time);
  ShowState(row, screening);
}

// What two answers must agree in to be the same decision: everything but
// evaluation time and the words that follow from it.
std::string ResultDigest(const v1::ScreeningRecord& answer) {
  v1::ScreeningRecord copy = answer;
  v1::Decision& decision = *copy.mutable_decision();
  decision.clear_as_of();
  decision.clear_headline();
  for (auto& requirement : *decision.mutable_requirements()) {
    requirement.clear_failing();
    requirement.clear_sentence();
  }
  return std::string(AsBytes(Sha256(copy.SerializeAsString())));
}

class ScreeningLeaf final : public PendingLeaf {
 public:
  ScreeningLeaf(const Tenant& tenant, ScreeningWork work, KeyFile& keys,
                Random& random, EventFeed& feed,
                std::function<void(absl::StatusOr<ScreeningAnswer>)> done)
      : tenant_(tenant),
        work_(std::move(work)),
        keys_(keys),
        random_(random),
        feed_(feed),
        done_(std::move(done)) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    const v1::CreateScreeningRequest& request = *work_.order.request;
    if (!request.request_id().empty()) {
      ASSIGN_OR_RETURN(
          const auto stored,
          FindRequest(context.store(), keys_, tenant_, request.request_id(),
                      work_.order.content_digest, context.now()));
      if (stored) {
        answer_.id = {stored->screening(), stored->revision()};
        return std::nullopt;
      }
    }
    RETURN_IF_ERROR(FindScreening(context));
    if (row_.state() == v1::ScreeningRecord::CANCELLED) {
      return ServiceError(absl::StatusCode::kFailedPrecondition,
                          v1::SCREENING_CANCELLED,
                          "screening: was cancelled; it gets no revision");
    }
    if (work_.order.base && *work_.order.base != row_.revision()) {
      return absl::AbortedError("screening: another revision came before");
    }
    const std::string result_digest = ResultDigest(work_.answer);
    const bool is_asked_again = work_.order.only_if_changed ||
                                row_.inputs_digest() == work_.inputs_digest;
    if (row_.revision() > 0 && is_asked_again &&
        row_.result_digest() == result_digest) {
      RETURN_IF_ERROR(Recheck(context));
      return std::nullopt;
    }
    return MakeRevision(context, result_digest);
  }

  void Done(absl::StatusOr<LoggedLeaf> logged) override {
    if (logged.ok()) {
      done_(std::move(answer_));
    } else {
      done_(logged.status());
    }
  }

 private:
  // Loads the screening of this application, or starts one under a fresh key.
  absl::Status FindScreening(LeafContext& context) {
    const std::string index_key = keys::ScreeningByApplication(
        tenant_.id, tenant_.index_key, work_.policy_id,
        work_.order.request->application_ref());
    const auto uuid = context.store().Get(Family::kScreenings, index_key);
    if (uuid.ok()) {
      uuid_ = *uuid;
      ASSIGN_OR_RETURN(OpenedScreening screening,
                       OpenScreening(context.store(), keys_, tenant_, uuid_));
      row_ = std::move(screening.row);
      key_ = std::move(screening.key);
      return absl::OkStatus();
    }
    if (!absl::IsNotFound(uuid.status())) return uuid.status();
    uuid_ = NewUuid7(random_, context.now());
    ASSIGN_OR_RETURN(key_, keys_.NewKey(tenant_.tenant_key_id));
    row_.set_policy_id(work_.policy_id);
    row_.set_application_ref(work_.order.request->application_ref());
    row_.set_create_time(absl::ToUnixMicros(context.now()));
    context.rows().Put(Family::kScreenings, index_key, uuid_);
    return absl::OkStatus();
  }

  // The same inputs with the same result: no new revision.
  absl::Status Recheck(LeafContext& context) {
    row_.set_last_checked(absl::ToUnixMicros(context.now()));
    RETURN_IF_ERROR(PlanRecheck(context, tenant_, uuid_, work_.order.automatic,
                                work_.recheck_first, work_.answer, &row_));
    PutScreeningRow(context);
    answer_.id = {uuid_, row_.revision()};
    PutRequest(context);
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<Object>> MakeRevision(
      LeafContext& context, const std::string& result_digest) {
    ASSIGN_OR_RETURN(const std::uint64_t seq, NextSequence(context));
    RecordPlace place;
    place.iat = context.now();
    place.seq = seq;
    place.revision = row_.revision() + 1;
    if (row_.revision() > 0) place.previous = row_.leaf_index();
    Object object{anchor::LeafType::kDecisionRecord,
                  SealRecord(work_.record, place)};

    row_.set_requisition_ref(work_.order.request->requisition_ref());
    row_.set_candidate_ref(work_.order.request->candidate_ref());
    row_.set_revision(place.revision);
    row_.set_leaf_index(context.leaf_index());
    row_.set_last_checked(absl::ToUnixMicros(context.now()));
    row_.set_inputs_digest(work_.inputs_digest);
    row_.set_result_digest(result_digest);
    row_.set_state(work_.order.request->documents().empty()
                       ? v1::ScreeningRecord::AWAITING_EVIDENCE
                       : v1::ScreeningRecord::DECIDED);
    row_.set_outcome(work_.answer.decision().outcome());
    row_.set_policy(work_.answer.policy());
    RETURN_IF_ERROR(PlanRecheck(context, tenant_, uuid_, work_.order.automatic,
                                work_.recheck_first, work_.answer, &row_));
    PutScreeningRow(context);
    PutCandidate(context);
    RETURN_IF_ERROR(
        feed_.Append(context, tenant_.id,
                     EventOf(v1::ScreeningEvent::REVISED, uuid_, row_)));
    PutRevision(context, object.bytes);
    answer_.id = {uuid_, place.revision};
    answer_.created = true;
    PutRequest(context);
    SetPlace(tenant_, answer_.id, row_, absl::ToUnixMicros(context.now()),
             &work_.answer);
    answer_.screening = std::move(work_.answer);
    return object;
  }

  absl::StatusOr<std::uint64_t> NextSequence(LeafContext& context) const {
    const std::string row_key = keys::LogSequence(tenant_.id, work_.policy_id);
    std::uint64_t seq = 0;
    absl::StatusOr<std::string> last =
        context.store().Get(Family::kLog, row_key);
    if (absl::IsNotFound(last.status())) {
      last = context.store().Get(Family::kMeta, keys::SequenceFloor());
    }
    if (last.ok()) {
      ASSIGN_OR_RETURN(seq, ReadBigEndian64(*last));
    } else if (!absl::IsNotFound(last.status())) {
      return last.status();
    }
    ++seq;
    context.rows().Put(Family::kLog, row_key, BigEndian64(seq));
    return seq;
  }

  void PutSealed(LeafContext& context, Family family,
                 const std::string& row_key, absl::string_view bytes) {
    context.rows().Put(family, row_key,
                       SealValue(key_, random_, family, row_key, bytes));
  }

  void PutScreeningRow(LeafContext& context) {
    PutSealed(context, Family::kScreenings, keys::Screening(tenant_.id, uuid_),
              row_.SerializeAsString());
  }

  void PutCandidate(LeafContext& context) {
    if (row_.candidate_ref().empty()) return;
    context.rows().Put(
        Family::kScreenings,
        absl::StrCat(keys::ScreeningsByCandidate(tenant_.id, tenant_.index_key,
                                                 row_.candidate_ref()),
                     uuid_),
        "");
  }

  void PutPart(LeafContext& context, keys::Part part, absl::string_view bytes) {
    PutSealed(context, Family::kRevisions,
              keys::Revision(tenant_.id, uuid_, row_.revision(), part), bytes);
  }

  void PutRevision(LeafContext& context, absl::string_view record) {
    stored::v1::RevisionRow revision;
    revision.set_leaf_index(context.leaf_index());
    revision.set_time(absl::ToUnixMicros(context.now()));
    context.rows().Put(
        Family::kRevisions,
        keys::Revision(tenant_.id, uuid_, row_.revision(), keys::Part::kMeta),
        revision.SerializeAsString());
    PutPart(context, keys::Part::kRecord, record);
    PutPart(context, keys::Part::kAnswer, work_.answer_bytes);
    PutPart(context, keys::Part::kSubject, work_.subject.SerializeAsString());
    PutPart(context, keys::Part::kSalts, work_.salts.SerializeAsString());
    stored::v1::BundleRow bundle;
    *bundle.mutable_documents() = work_.order.request->documents();
    PutPart(context, keys::Part::kBundle, bundle.SerializeAsString());
    stored::v1::InputsRow inputs;
    *inputs.mutable_known_identifiers() =
        work_.order.request->known_identifiers();
    PutPart(context, keys::Part::kInputs, inputs.SerializeAsString());
    for (const auto& document : work_.evidence) {
      context.rows().Put(Family::kEvidence, document->digest, document->body);
    }
    stored::v1::OwnerRow owner;
    owner.set_leaf_type(
        static_cast<std::uint32_t>(anchor::LeafType::kDecisionRecord));
    owner.set_tenant(tenant_.id);
    owner.set_screening(uuid_);
    owner.set_revision(row_.revision());
    context.rows().Put(Family::kOwner, keys::Owner(context.leaf_index()),
                       owner.SerializeAsString());
  }

  void PutRequest(LeafContext& context) {
    if (work_.order.request->request_id().empty()) return;
    stored::v1::RequestRow request;
    request.set_content_digest(work_.order.content_digest);
    request.set_screening(uuid_);
    request.set_revision(answer_.id.revision);
    request.set_created(answer_.created);
    request.set_time(absl::ToUnixMicros(context.now()));
    const std::string row_key = keys::Request(
        tenant_.id, tenant_.index_key, work_.order.request->request_id());
    DropOldRequests(context.store(), keys_, tenant_, row_key, context.now(),
                    &context.rows());
    PutSealed(context, Family::kIdempotency, row_key,
              request.SerializeAsString());
  }

  const Tenant& tenant_;
  ScreeningWork work_;
  KeyFile& keys_;
  Random& random_;
  EventFeed& feed_;
  std::function<void(absl::StatusOr<ScreeningAnswer>)> done_;
  std::string uuid_;
  DataKey key_;
  stored::v1::ScreeningRow row_;
  ScreeningAnswer answer_;
};

}  // namespace

absl::StatusOr<StoredInputs> ReadInputs(const StoreReader& store,
                                        const KeyFile& keys,
                                        const Tenant& tenant,
                                        const std::string& uuid) {
  auto row = ReadSealed<stored::v1::ScreeningRow>(
      store, keys, Family::kScreenings, keys::Screening(tenant.id, uuid));
  if (absl::IsNotFound(row.status())) return ScreeningNotFound();
  RETURN_IF_ERROR(row.status());
  const auto key_of = [&](keys::Part part) {
    return keys::Revision(tenant.id, uuid, row->revision(), part);
  };
  ASSIGN_OR_RETURN(auto bundle, ReadSealed<stored::v1::BundleRow>(
                                    store, keys, Family::kRevisions,
                                    key_of(keys::Part::kBundle)));
  ASSIGN_OR_RETURN(auto inputs, ReadSealed<stored::v1::InputsRow>(
                                    store, keys, Family::kRevisions,
                                    key_of(keys::Part::kInputs)));
  StoredInputs stored;
  stored.policy_id = row->policy_id();
  stored.revision = row->revision();
  stored.request.set_application_ref(row->application_ref());
  stored.request.set_requisition_ref(row->requisition_ref());
  stored.request.set_candidate_ref(row->candidate_ref());
  stored.request.mutable_documents()->Swap(bundle.mutable_documents());
  stored.request.mutable_known_identifiers()->Swap(
      inputs.mutable_known_identifiers());
  return stored;
}

absl::StatusOr<v1::ScreeningRecord> ReadScreening(const StoreReader& store,
                                                  const KeyFile& keys,
                                                  const Tenant& tenant,
                                                  const ScreeningName& name) {
  auto row = ReadSealed<stored::v1::ScreeningRow>(
      store, keys, Family::kScreenings, keys::Screening(tenant.id, name.uuid));
  if (absl::IsNotFound(row.status())) return ScreeningNotFound();
  RETURN_IF_ERROR(row.status());
  const RevisionId id{name.uuid, name.revision.value_or(row->revision())};
  ASSIGN_OR_RETURN(const auto revision, ReadRevision(store, tenant, id));
  ASSIGN_OR_RETURN(auto screening,
                   ReadSealed<v1::ScreeningRecord>(
                       store, keys, Family::kRevisions,
                       keys::Revision(tenant.id, id.uuid, id.revision,
                                      keys::Part::kAnswer)));
  SetPlace(tenant, id, *row, revision.time(), &screening);
  return screening;
}

absl::StatusOr<StoredRecord> ReadRecord(const StoreReader& store,
                                        const KeyFile& keys,
                                        const Tenant& tenant,
                                        const RevisionId& id) {
  ASSIGN_OR_RETURN(const auto revision, ReadRevision(store, tenant, id));
  const std::string row_key =
      keys::Revision(tenant.id, id.uuid, id.revision, keys::Part::kRecord);
  ASSIGN_OR_RETURN(const std::string sealed,
                   store.Get(Family::kRevisions, row_key));
  StoredRecord result;
  result.leaf_index = revision.leaf_index();
  ASSIGN_OR_RETURN(result.record,
                   OpenValue(keys, Family::kRevisions, row_key, sealed));
  ASSIGN_OR_RETURN(
      result.subject,
      ReadSealed<v1::Opening>(store, keys, Family::kRevisions,
                              keys::Revision(tenant.id, id.uuid, id.revision,
                                             keys::Part::kSubject)));
  return result;
}

absl::StatusOr<std::optional<stored::v1::RequestRow>> FindRequest(
    const StoreReader& store, const KeyFile& keys, const Tenant& tenant,
    const std::string& request_id, const std::string& content_digest,
    absl::Time now) {
  auto row = ReadSealed<stored::v1::RequestRow>(
      store, keys, Family::kIdempotency,
      keys::Request(tenant.id, tenant.index_key, request_id));
  if (absl::IsNotFound(row.status())) return std::nullopt;
  RETURN_IF_ERROR(row.status());
  if (IsOldRequest(*row, now)) return std::nullopt;
  if (row->content_digest() != content_digest) {
    return ServiceError(
        absl::StatusCode::kAlreadyExists, v1::REQUEST_ID_REUSED,
        "request_id: was used for a request with other content");
  }
  return *std::move(row);
}

std::unique_ptr<PendingLeaf> MakeScreeningLeaf(
    const Tenant& tenant, ScreeningWork work, KeyFile& keys, Random& random,
    EventFeed& feed,
    std::function<void(absl::StatusOr<ScreeningAnswer>)> done) {
  return std::make_unique<ScreeningLeaf>(tenant, std::move(work), keys, random,
                                         feed, std::move(done));
}

}  // namespace prescreen

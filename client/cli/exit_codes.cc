// SPDX-License-Identifier: Apache-2.0
#include "client/cli/exit_codes.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/codec/json.h"
#include "client/cli/terminal_text.h"
#include "client/error_details.h"
#include "prescreen/v1/reasons.pb.h"

namespace prescreen::cli {
namespace {

constexpr char kExitPayload[] = "prescreen/exit-code";
// A sentence, not a listing; `policy check` prints all faults.
constexpr std::size_t kMaxSentenceViolations = 3;

ExitCode ByReason(v1::ErrorReason reason) {
  switch (reason) {
    case v1::INVALID_FIELD:
    case v1::INVALID_POLICY:
    case v1::INVALID_CATALOGUE:
    case v1::LIMIT_EXCEEDED:
      return ExitCode::kBadText;
    case v1::SHUTTING_DOWN:
    case v1::LOG_UNAVAILABLE:
    case v1::DEADLINE_PASSED:
    case v1::TOO_BUSY:
    case v1::TOO_MANY_IN_FLIGHT:
    case v1::DISK_LOW:
      return ExitCode::kUnavailable;
    case v1::INTERNAL_FAULT:
      return ExitCode::kInternal;
    default:
      return ExitCode::kRefused;
  }
}

ExitCode ByStatus(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kInvalidArgument:
      return ExitCode::kBadText;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kCancelled:
      return ExitCode::kUnavailable;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return ExitCode::kInternal;
    default:
      return ExitCode::kRefused;
  }
}

// What to do, by the server's reason; "" where its message says it.
absl::string_view Advice(v1::ErrorReason reason) {
  switch (reason) {
    case v1::INVALID_FIELD:
      return "correct that value and try again";
    case v1::INVALID_POLICY:
      return "run 'prescreen policy check FILE' to see every fault";
    case v1::INVALID_CATALOGUE:
      return "correct the file and import it again";
    case v1::LIMIT_EXCEEDED:
      return "send less";
    case v1::TENANT_NOT_FOUND:
      return "name an existing tenant with --tenant";
    case v1::POLICY_NOT_FOUND:
      return "check the name, or store it with 'prescreen policy apply FILE'";
    case v1::CATALOGUE_NOT_FOUND:
      return "import it with 'prescreen catalogue import FILE'";
    case v1::SCREENING_NOT_FOUND:
    case v1::RECEIPT_NOT_FOUND:
    case v1::CHECKPOINT_NOT_FOUND:
    case v1::LEAF_NOT_FOUND:
      return "check the name";
    case v1::POLICY_NOT_ACTIVE:
      return "activate it with 'prescreen policy activate NAME@VERSION'";
    case v1::POLICY_EXPIRED:
      return "give an --as-of within its effective dates, or renew the policy";
    case v1::REQUEST_ID_REUSED:
      return "use a new --request-id for new content";
    case v1::AS_OF_OUT_OF_RANGE:
      return "give another --as-of, or none";
    case v1::SHUTTING_DOWN:
    case v1::TOO_BUSY:
    case v1::TOO_MANY_IN_FLIGHT:
      return "try again shortly";
    case v1::LOG_UNAVAILABLE:
      return "look at the server's log, then try again";
    case v1::DEADLINE_PASSED:
      return "try again with a longer --timeout and the same --request-id";
    case v1::INTERNAL_FAULT:
      return "look at the server's log";
    case v1::KEY_REQUIRED:
      return "give --key-file, or put the key into PRESCREEN_KEY";
    case v1::KEY_REFUSED:
      return "ask an admin for a key that is valid";
    case v1::ROLE_REQUIRED:
      return "ask an admin for a key with that role";
    case v1::DISK_LOW:
      return "make room on the server's disk, then try again";
    case v1::SCREENING_CANCELLED:
      return "screen under another application reference";
    case v1::DRY_RUN_NOT_ALLOWED:
      return "name a draft version, or use a sandbox tenant";
    case v1::RESUME_TOKEN_EXPIRED:
      return "run 'prescreen list', then watch anew";
    case v1::POLICY_NOT_DRAFT:
      return "store a new version with 'prescreen policy apply FILE'";
    case v1::POLICY_NOT_SUBMITTED:
      return "submit it with 'prescreen policy submit NAME@VERSION'";
    case v1::POLICY_NOT_APPROVED:
      return "have it approved with 'prescreen policy approve NAME@VERSION'";
    case v1::APPROVER_IS_AUTHOR:
      return "ask somebody else to approve it";
    case v1::TENANT_EXISTS:
      return "choose another name";
    case v1::KEY_NOT_FOUND:
      return "see 'prescreen key list'";
    case v1::CALL_CANCELLED:
      return "call again";
    case v1::BACKUP_REFUSED:
      return "choose another folder, and set backup_path on the server";
    default:
      return "";
  }
}

v1::ErrorReason ReasonOf(const ErrorDetails& details) {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  if (!v1::ErrorReason_Parse(details.reason, &reason)) {
    return v1::ERROR_REASON_UNSPECIFIED;
  }
  return reason;
}

// Where no Prescreen server answered.
std::string TransportSentence(const absl::Status& error,
                              absl::string_view server) {
  switch (error.code()) {
    case absl::StatusCode::kUnavailable:
      return absl::StrCat("cannot reach a server at ", server,
                          ": start prescreend, or name its address with "
                          "--server");
    case absl::StatusCode::kDeadlineExceeded:
      return absl::StrCat("the server at ", server,
                          " did not answer in time: try again with a longer "
                          "--timeout");
    case absl::StatusCode::kUnimplemented:
      return absl::StrCat("the server at ", server,
                          " does not have this call: use a client and a "
                          "server of the same release");
    case absl::StatusCode::kInvalidArgument:
      return std::string(error.message());
    default:
      return absl::StrCat("the call to ", server, " failed (",
                          absl::StatusCodeToString(error.code()),
                          "): ", error.message(), "; look at the server's log");
  }
}

std::string ServerSentence(const absl::Status& error,
                           const ErrorDetails& details) {
  std::string sentence(error.message());
  std::size_t shown = 0;
  for (const FieldViolation& violation : details.violations) {
    // The server repeats a single violation as its message.
    if (violation.line > 0 || shown == kMaxSentenceViolations) break;
    const std::string text =
        absl::StrCat(violation.field, ": ", violation.description);
    if (sentence.find(text) != std::string::npos) continue;
    absl::StrAppend(&sentence, "; ", text);
    ++shown;
  }
  const absl::string_view advice = Advice(ReasonOf(details));
  if (!advice.empty()) absl::StrAppend(&sentence, "; ", advice);
  if (details.retry_after) {
    absl::StrAppend(&sentence, " (in ",
                    absl::FormatDuration(*details.retry_after), ")");
  }
  return sentence;
}

bool IsCliError(const absl::Status& error) {
  return error.GetPayload(kExitPayload).has_value();
}

}  // namespace

absl::string_view ExitCodeHelp() {
  return "Exit codes:\n"
         "   0  PASS, or done\n"
         "  10  REVIEW: a person looks at it\n"
         "  11  NOT_MET: a person decides\n"
         "  12  INCOMPLETE: nothing readable was presented\n"
         "  13  GAP_PLAN: a development policy's answer\n"
         "  20  verify: a credential is not valid\n"
         "  21  verify: none is invalid, one could not be checked\n"
         "  64  wrong use of this command\n"
         "  65  a text or value is not valid (policy, catalogue, request)\n"
         "  66  an input file cannot be read\n"
         "  69  the server or node cannot be reached, or is busy\n"
         "  70  a fault inside the server or this command\n"
         "  73  an output file cannot be written\n"
         "  75  'receipt wait' ended before the state was reached\n"
         "  77  refused: unknown name, inactive policy, wrong time, no right\n";
}

ExitCode ExitCodeOf(v1::Decision::Outcome outcome) {
  switch (outcome) {
    case v1::Decision::PASS:
      return ExitCode::kOk;
    case v1::Decision::REVIEW:
      return ExitCode::kReview;
    case v1::Decision::NOT_MET:
      return ExitCode::kNotMet;
    case v1::Decision::INCOMPLETE:
      return ExitCode::kIncomplete;
    case v1::Decision::GAP_PLAN:
      return ExitCode::kGapPlan;
    default:
      return ExitCode::kInternal;
  }
}

absl::Status CliError(ExitCode code, absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kExitPayload,
                    absl::Cord(absl::StrCat(static_cast<int>(code))));
  return status;
}

ExitCode ExitCodeOf(const absl::Status& error) {
  if (const auto payload = error.GetPayload(kExitPayload)) {
    int code = 0;
    if (absl::SimpleAtoi(std::string(*payload), &code)) {
      return static_cast<ExitCode>(code);
    }
  }
  const ErrorDetails details = ErrorDetailsOf(error);
  return details.reason.empty() ? ByStatus(error.code())
                                : ByReason(ReasonOf(details));
}

std::string ErrorSentence(const absl::Status& error, absl::string_view server) {
  if (IsCliError(error)) return Printable(error.message());
  const ErrorDetails details = ErrorDetailsOf(error);
  return Printable(details.reason.empty() ? TransportSentence(error, server)
                                          : ServerSentence(error, details));
}

std::string ErrorToJson(const absl::Status& error, absl::string_view server) {
  const ErrorDetails details = ErrorDetailsOf(error);
  json::Value body = json::Value::Object();
  body.Set("code", json::Value::String(absl::StatusCodeToString(error.code())));
  body.Set("reason", json::Value::String(Printable(details.reason)));
  body.Set("message", json::Value::String(ErrorSentence(error, server)));
  json::Value violations = json::Value::Array();
  for (const FieldViolation& violation : details.violations) {
    json::Value item = json::Value::Object();
    item.Set("line", json::Value::Int(violation.line));
    item.Set("column", json::Value::Int(violation.column));
    item.Set("field", json::Value::String(Printable(violation.field)));
    item.Set("description",
             json::Value::String(Printable(violation.description)));
    violations.Append(std::move(item));
  }
  body.Set("violations", std::move(violations));
  json::Value root = json::Value::Object();
  root.Set("error", std::move(body));
  return json::Serialize(root);
}

}  // namespace prescreen::cli

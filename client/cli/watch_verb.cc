// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"

namespace prescreen::cli {
namespace {

// Between two attempts after a broken connection; doubled at each.
constexpr absl::Duration kFirstPause = absl::Milliseconds(250);
constexpr absl::Duration kLongestPause = absl::Seconds(15);

struct WatchOptions {
  std::string from;
  int heartbeat_seconds = 30;
};

// `2026-11-23T10:00:00Z REVISED 01936f2e-… 2 DECIDED PASS LOGGED`.
std::string LineOf(const v1::ScreeningEvent& event) {
  const absl::string_view screening = event.screening();
  std::vector<std::string> words = {
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                       absl::FromUnixSeconds(event.time().seconds()),
                       absl::UTCTimeZone()),
      v1::ScreeningEvent::Kind_Name(event.kind()),
      Printable(screening.substr(screening.rfind('/') + 1)),
      absl::StrCat(event.revision()),
      v1::ScreeningRecord::State_Name(event.state()),
      v1::Decision::Outcome_Name(event.outcome()),
      v1::Receipt::State_Name(event.receipt_state())};
  // Of a newer server, or not given.
  for (std::string& word : words) {
    if (word.empty() || word.find("UNSPECIFIED") != std::string::npos) {
      word = "-";
    }
  }
  return absl::StrJoin(words, " ");
}

// False: nobody reads what is printed.
bool PrintEvent(Context& context, const v1::ScreeningEvent& event) {
  if (context.options.json) {
    if (!PrintJson(event, context.out).ok()) return false;
  } else if (event.kind() != v1::ScreeningEvent::HEARTBEAT) {
    context.out << LineOf(event) << "\n";
  }
  context.out.flush();
  return context.out.good();
}

// Goes on where a broken connection left off; an interrupt ends the process.
absl::StatusOr<ExitCode> Watch(Context& context, const WatchOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::WatchScreeningsRequest request;
  request.set_parent(TenantName(context.options.tenant));
  request.set_resume_token(options.from);
  request.mutable_heartbeat()->set_seconds(options.heartbeat_seconds);
  absl::Duration pause = kFirstPause;
  bool was_connected = false;
  for (;;) {
    const absl::Status status =
        client->WatchScreenings(request, [&](const v1::ScreeningEvent& event) {
          was_connected = true;
          pause = kFirstPause;
          request.set_resume_token(event.resume_token());
          return PrintEvent(context, event);
        });
    if (status.ok()) return ExitCode::kOk;
    if (!absl::IsUnavailable(status) || !was_connected) return status;
    context.err << "prescreen: the connection broke; trying again\n";
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

}  // namespace

void AddWatchVerb(CLI::App& app, Context& context, Action* action) {
  CLI::App* command = app.add_subcommand(
      "watch",
      "What happens to the tenant's screenings, one event a line, until it is "
      "interrupted");
  // Shared by parser and action.
  auto options = std::make_shared<WatchOptions>();
  command->add_option("--from", options->from,
                      "Go on after the event with this resume token; default: "
                      "from now on");
  command
      ->add_option("--heartbeat", options->heartbeat_seconds,
                   "Seconds of silence after which the server shows that it is "
                   "there; default 30")
      ->check(CLI::Range(1, 600));
  command->callback([=, &context] {
    *action = [=, &context] { return Watch(context, *options); };
  });
}

}  // namespace prescreen::cli

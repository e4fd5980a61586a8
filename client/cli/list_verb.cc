// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/input.h"
#include "client/cli/terminal_text.h"
#include "client/cli/verbs.h"

namespace prescreen::cli {
namespace {

// A line stays within 100 columns.
constexpr std::size_t kMaxApplication = 16;
constexpr std::size_t kMaxPolicy = 20;
constexpr std::size_t kColumns = 5;
using Cells = std::array<std::string, kColumns>;

struct ListOptions {
  int page_size = 0;
  std::string page_token;
  bool all = false;
};

// What follows the last slash of a resource name.
absl::string_view LastSegment(absl::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

std::string OutcomeName(const v1::ScreeningRecord& record) {
  const auto outcome = record.decision().outcome();
  if (outcome == 0 || !v1::Decision::Outcome_IsValid(outcome)) return "-";
  return v1::Decision::Outcome_Name(outcome);
}

Cells RowOf(const v1::ScreeningRecord& record) {
  const absl::Time decided =
      absl::FromUnixSeconds(record.update_time().seconds());
  return {Shorten(record.application_ref(), kMaxApplication),
          Shorten(LastSegment(record.policy()), kMaxPolicy),
          OutcomeName(record),
          absl::FormatTime("%Y-%m-%d", decided, absl::UTCTimeZone()),
          Printable(LastSegment(record.name()))};
}

void PrintTable(const v1::ListScreeningsResponse& page, std::ostream& out) {
  std::vector<Cells> rows = {
      {"APPLICATION", "POLICY", "OUTCOME", "DECIDED", "SCREENING"}};
  for (const v1::ScreeningRecord& record : page.screenings()) {
    rows.push_back(RowOf(record));
  }
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      widths[i] = std::max(widths[i], CountCharacters(row[i]));
    }
  }
  for (const Cells& row : rows) {
    std::string line;
    for (std::size_t i = 0; i + 1 < kColumns; ++i) {
      absl::StrAppend(
          &line, row[i],
          std::string(widths[i] - CountCharacters(row[i]) + 2, ' '));
    }
    out << line << row.back() << "\n";
  }
}

absl::Status PrintPage(const Context& context,
                       const v1::ListScreeningsResponse& page) {
  if (context.options.json) return PrintJson(page, context.out);
  if (page.screenings_size() > 0) PrintTable(page, context.out);
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> List(Context& context, const ListOptions& options) {
  ASSIGN_OR_RETURN(auto client, Connect(context));
  v1::ListScreeningsRequest request;
  request.set_parent(TenantName(context.options.tenant));
  request.set_page_size(options.page_size);
  request.set_page_token(options.page_token);
  int shown = 0;
  for (;;) {
    ASSIGN_OR_RETURN(const v1::ListScreeningsResponse page,
                     client->ListScreenings(request));
    RETURN_IF_ERROR(PrintPage(context, page));
    shown += page.screenings_size();
    request.set_page_token(page.next_page_token());
    if (request.page_token().empty() || !options.all) break;
  }
  if (context.options.json) return ExitCode::kOk;
  if (!request.page_token().empty()) {
    context.out << "More: prescreen list --page-token "
                << Printable(request.page_token()) << "\n";
  } else if (shown == 0) {
    context.out << "No screenings.\n";
  }
  return ExitCode::kOk;
}

}  // namespace

void AddListVerb(CLI::App& app, Context& context, Action* action) {
  CLI::App* command = app.add_subcommand(
      "list", "The tenant's screenings, oldest first, with their outcome");
  // Shared by parser and action.
  auto options = std::make_shared<ListOptions>();
  command
      ->add_option("--page-size", options->page_size,
                   "Screenings a page, at most 1000; default 50")
      ->check(CLI::Range(1, 1000));
  command->add_option("--page-token", options->page_token,
                      "Go on where the page that named it ended");
  command->add_flag("--all", options->all, "Every page, one after another");
  command->callback([=, &context] {
    *action = [=, &context] { return List(context, *options); };
  });
}

}  // namespace prescreen::cli

// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sandbox_files.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/codec/json.h"
#include "base/status_macros.h"
#include "client/sample/sample_files.h"

namespace prescreen::sample {
namespace {

using json::Value;

constexpr char kPolicyId[] = "senior-data-engineer-core";

Value Text(absl::string_view text) { return Value::String(text); }

// The first instant of the day that the samples are dated for.
std::string AsOf(const SampleOptions& options) {
  return absl::StrCat(absl::FormatCivilTime(options.as_of), "T00:00:00Z");
}

Value Documents(const std::vector<SampleFile>& files,
                absl::string_view folder) {
  const std::string prefix = absl::StrCat(folder, "/");
  Value documents = Value::Array();
  for (const SampleFile& file : files) {
    if (!absl::StartsWith(file.path, prefix)) continue;
    Value document = Value::Object();
    document.Set("file", Text(file.path));
    document.Set("label", Text(absl::StripPrefix(file.path, prefix)));
    documents.Append(std::move(document));
  }
  return documents;
}

Value Bundle(const SampleCandidate& candidate,
             const std::vector<SampleFile>& files) {
  Value identifier = Value::Object();
  identifier.Set("type", Text("emailAddress"));
  identifier.Set("value", Text(candidate.email));
  Value bundle = Value::Object();
  bundle.Set("name", Text(candidate.folder));
  bundle.Set("story", Text(candidate.story));
  bundle.Set("application_ref", Text(absl::StrCat("SB-", candidate.folder)));
  bundle.Set("known_identifiers", Value::Array({std::move(identifier)}));
  bundle.Set("documents", Documents(files, candidate.folder));
  bundle.Set("outcome", Text(candidate.outcome));
  return bundle;
}

std::string Description(const SampleOptions& options,
                        const std::vector<SampleFile>& files) {
  Value catalogues = Value::Array();
  for (const char* name :
       {"issuers.yaml", "achievements.yaml", "skills.yaml"}) {
    catalogues.Append(Text(name));
  }
  Value policy = Value::Object();
  policy.Set("file", Text("policy.yaml"));
  policy.Set("id", Text(kPolicyId));
  Value bundles = Value::Array();
  for (const SampleCandidate& candidate : CandidatesFor(options)) {
    bundles.Append(Bundle(candidate, files));
  }
  Value sandbox = Value::Object();
  sandbox.Set("format", Text("prescreen-sandbox/1"));
  sandbox.Set("sample", Value::Bool(true));
  sandbox.Set("as_of", Text(AsOf(options)));
  sandbox.Set("catalogues", std::move(catalogues));
  sandbox.Set("policy", std::move(policy));
  if (!options.status_url.empty()) {
    Value lists = Value::Object();
    lists.Set("folder", Text("status"));
    lists.Set("url", Text(options.status_url));
    sandbox.Set("status_lists", std::move(lists));
  }
  sandbox.Set("bundles", std::move(bundles));
  return absl::StrCat(json::Serialize(sandbox), "\n");
}

// A policy whose last day has passed cannot be activated; that of a sandbox has
// to work on whatever day tests run.
void PutOffLastDay(std::string* policy) {
  constexpr char kUntil[] = "until: ";
  constexpr char kLastDay[] = "2099-12-31";
  const std::size_t at = policy->find(kUntil);
  if (at == std::string::npos) return;
  policy->replace(at + sizeof(kUntil) - 1, sizeof(kLastDay) - 1, kLastDay);
}

constexpr char kReadmeStart[] =
    R"(# A sandbox for tests against Prescreen

SAMPLES. The issuers are fictional and their keys public: nothing here proves
anything about anyone. Load it into a sandbox tenant, such as `tenants/demo`,
never into another: whoever reads Prescreen's sources can sign as these issuers.

| what | is |
|---|---|
| `sandbox.json` | what to load, what to send, which outcome to expect |
| `issuers.yaml`, `achievements.yaml`, `skills.yaml` | catalogues |
| `policy.yaml` | the role policy `senior-data-engineer-core` |
| `b01-ada/` and so on | really signed credentials, a folder for each candidate |
)";

constexpr char kReadmeEnd[] = R"(
1. `ImportCatalogue` with the text of each of `catalogues`.
2. `CreatePolicy` with the text of `policy.file`, then `ActivatePolicy` with the
   name that it answers.
3. For each of `bundles`: `CreateScreening` with `policy` =
   `tenants/{t}/policies/{policy.id}`, the bundle's `application_ref` and
   `known_identifiers`, the content of each of `documents` with its `label`, and
   `as_of` as stated. `screening.decision.outcome` must be `outcome`.

The dates are written for `as_of`; with it the outcomes hold on every later day.
A sandbox tenant takes an `as_of` however long ago.
)";

std::string SandboxReadme(const SampleOptions& options) {
  std::string text = kReadmeStart;
  if (!options.status_url.empty()) {
    absl::StrAppend(&text, "| `status/` | status lists, to be served at `",
                    options.status_url, "` |\n");
  }
  absl::StrAppend(
      &text, "\nEvaluation time (`as_of`): ", AsOf(options),
      "\n\n| folder | candidate | outcome | why |\n|---|---|---|---|"
      "\n");
  for (const SampleCandidate& candidate : CandidatesFor(options)) {
    absl::StrAppendFormat(&text, "| `%s/` | %s | %s | %s |\n", candidate.folder,
                          candidate.email, candidate.outcome, candidate.story);
  }
  absl::StrAppend(&text, kReadmeEnd);
  if (!options.status_url.empty()) {
    absl::StrAppend(
        &text,
        "\nThe server must be able to fetch the status lists. Where they are\n"
        "served on its own machine without TLS, its configuration needs\n"
        "`fetch: {allow_loopback: true, http_hosts: [127.0.0.1]}`.\n");
  }
  return text;
}

}  // namespace

absl::StatusOr<std::vector<SampleFile>> MakeSandboxFiles(
    const SampleOptions& options) {
  ASSIGN_OR_RETURN(std::vector<SampleFile> files, MakeSampleContent(options));
  for (SampleFile& file : files) {
    if (file.path == "policy.yaml") PutOffLastDay(&file.content);
  }
  std::string description = Description(options, files);
  files.push_back({"sandbox.json", std::move(description)});
  files.push_back({"README.md", SandboxReadme(options)});
  return files;
}

}  // namespace prescreen::sample

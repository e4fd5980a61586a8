// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/context_processing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/jsonld/iri.h"
#include "server/jsonld/iri_expansion.h"
#include "server/jsonld/term_definition.h"

namespace prescreen::jsonld::internal {
namespace {

using json::Value;

bool HasProtectedTerm(const ActiveContext& context) {
  return std::any_of(
      context.terms.begin(), context.terms.end(),
      [](const auto& entry) { return entry.second->is_protected; });
}

// Whether what comes of a context is the same for all documents.
bool IsCacheable(const Options& options) {
  return options.safe && !options.processing_mode_1_0;
}

// One run of the algorithm. Steps as the specification numbers them.
class Processor {
 public:
  Processor(Session& session, const LocalContext& local,
            const ProcessOptions& options)
      : session_(session), local_(local), options_(options) {}

  absl::StatusOr<ContextPtr> Run(const ContextPtr& active) {
    propagate_ = options_.propagate;
    const Value* const flag = local_.value->Find("@propagate");
    if (flag != nullptr && flag->is_bool()) propagate_ = flag->bool_value();
    result_ = active;
    if (!propagate_ && active->previous == nullptr) previous_ = active;
    if (!local_.value->is_array()) {
      RETURN_IF_ERROR(Apply(*local_.value));
    }
    for (const Value& entry : local_.value->items()) {
      RETURN_IF_ERROR(Apply(entry));
    }
    if (previous_ != nullptr) {
      ASSIGN_OR_RETURN(const auto changed, Copy());
      changed->previous = previous_;
      result_ = changed;
    }
    return result_;
  }

 private:
  absl::Status Apply(const Value& entry) {
    RETURN_IF_ERROR(session_.SpendContext());
    if (entry.is_null()) return Nullify();
    if (entry.is_string()) return ApplyRemote(entry.string_value());
    if (!entry.is_object()) return Error("invalid local context");
    return ApplyMap(entry);
  }

  absl::StatusOr<std::shared_ptr<ActiveContext>> Copy() {
    RETURN_IF_ERROR(SpendCopy(session_, *result_));
    auto copy = std::make_shared<ActiveContext>(*result_);
    copy->is_shared = result_->is_shared && local_.is_loaded();
    return copy;
  }

  absl::Status Nullify() {  // 5.1
    RETURN_IF_ERROR(session_.SpendDefinitions(result_->terms.size()));
    if (!options_.override_protected && HasProtectedTerm(*result_)) {
      return Error("invalid context nullification");
    }
    const ContextPtr previous = result_;
    result_ = InitialContext(session_);
    if (!propagate_) previous_ = previous;
    return absl::OkStatus();
  }

  std::string Resolve(absl::string_view reference) const {
    if (local_.base_url.empty()) return std::string(reference);
    return ResolveIri(local_.base_url, reference);
  }

  absl::Status ApplyRemote(absl::string_view reference) {  // 5.2
    const std::string iri = Resolve(reference);
    if (!HasScheme(iri)) return Error(kLoadingRemoteContextFailed);
    const auto& remote = options_.remote_contexts;
    if (std::find(remote.begin(), remote.end(), iri) != remote.end()) {
      if (!options_.validate_scoped_context) return absl::OkStatus();
      return Error("recursive context inclusion");
    }
    if (remote.size() > static_cast<std::size_t>(kMaxNesting)) {
      return Error("context overflow");
    }
    ASSIGN_OR_RETURN(const auto document, session_.loader.Load(iri));
    const Value* const context = document->Find("@context");
    if (context == nullptr) return Error("invalid remote context");
    LocalContext loaded{std::shared_ptr<const Value>(document, context), iri};
    ProcessOptions options;
    options.remote_contexts = remote;
    options.remote_contexts.push_back(iri);
    options.validate_scoped_context = options_.validate_scoped_context;
    ASSIGN_OR_RETURN(result_,
                     ProcessContext(session_, result_, loaded, options));
    return absl::OkStatus();
  }

  absl::Status ApplyMap(const Value& entry) {
    RETURN_IF_ERROR(CheckVersion(entry));
    LocalContext local = local_;
    local.value = std::shared_ptr<const Value>(local_.value, &entry);
    if (const Value* const import = entry.Find("@import")) {
      ASSIGN_OR_RETURN(local.value, Import(*import, entry));
    }
    const Value& map = *local.value;
    ASSIGN_OR_RETURN(const auto changed, Copy());
    RETURN_IF_ERROR(SetBase(map, changed.get()));
    RETURN_IF_ERROR(SetVocab(map, changed.get()));
    RETURN_IF_ERROR(SetLanguage(map, changed.get()));
    RETURN_IF_ERROR(SetDirection(map, changed.get()));
    RETURN_IF_ERROR(CheckPropagate(map));
    TermDefiner definer(session_, changed.get(), local, options_);
    RETURN_IF_ERROR(definer.DefineAll());
    result_ = changed;
    return absl::OkStatus();
  }

  absl::Status CheckVersion(const Value& map) const {  // 5.5
    const Value* const version = map.Find("@version");
    if (version == nullptr) return absl::OkStatus();
    const auto number = version->AsDouble();
    if (!number.ok() || *number != 1.1) return Error("invalid @version value");
    if (session_.options.processing_mode_1_0) {
      return Error("processing mode conflict");
    }
    return absl::OkStatus();
  }

  // 5.6: `entry` over what it imports.
  absl::StatusOr<std::shared_ptr<const Value>> Import(const Value& import,
                                                      const Value& entry) {
    if (session_.options.processing_mode_1_0) {
      return Error("invalid context entry");
    }
    if (!import.is_string()) return Error("invalid @import value");
    ASSIGN_OR_RETURN(const auto document,
                     session_.loader.Load(Resolve(import.string_value())));
    const Value* const context = document->Find("@context");
    if (context == nullptr || !context->is_object()) {
      return Error("invalid remote context");
    }
    if (context->Find("@import") != nullptr) {
      return Error("invalid context entry");
    }
    RETURN_IF_ERROR(session_.SpendDefinitions(context->members().size() *
                                              entry.members().size()));
    auto merged = std::make_shared<Value>(*context);
    for (const json::Member& member : entry.members()) {
      if (member.name != "@import") merged->Set(member.name, member.value);
    }
    return merged;
  }

  absl::Status SetBase(const Value& map, ActiveContext* changed) const {  // 5.7
    const Value* const base = map.Find("@base");
    if (base == nullptr || !options_.remote_contexts.empty()) {
      return absl::OkStatus();
    }
    if (base->is_null()) {
      changed->base = std::nullopt;
      return absl::OkStatus();
    }
    if (!base->is_string()) return Error("invalid base IRI");
    if (HasScheme(base->string_value())) {
      changed->base = std::string(base->string_value());
    } else if (changed->base) {
      changed->base = ResolveIri(*changed->base, base->string_value());
    } else {
      return Error("invalid base IRI");
    }
    return absl::OkStatus();
  }

  absl::Status SetVocab(const Value& map, ActiveContext* changed) {  // 5.8
    const Value* const vocab = map.Find("@vocab");
    if (vocab == nullptr) return absl::OkStatus();
    if (vocab->is_null()) {
      changed->vocab = std::nullopt;
      return absl::OkStatus();
    }
    if (!vocab->is_string()) return Error("invalid vocab mapping");
    const ExpandedIri iri = ExpandIri(session_, *changed, vocab->string_value(),
                                      Relative::kVocabDocument);
    if (iri.is_null || iri.is_keyword()) return Error("invalid vocab mapping");
    if (!HasScheme(iri.text) && !IsBlankNodeId(iri.text)) {
      RETURN_IF_ERROR(session_.Dropped("relative @vocab reference"));
    }
    changed->vocab = std::string(iri.text);
    return absl::OkStatus();
  }

  static absl::Status SetLanguage(const Value& map,
                                  ActiveContext* changed) {  // 5.9
    const Value* const language = map.Find("@language");
    if (language == nullptr) return absl::OkStatus();
    if (!language->is_null() && !language->is_string()) {
      return Error("invalid default language");
    }
    changed->language = absl::AsciiStrToLower(language->string_value());
    return absl::OkStatus();
  }

  absl::Status SetDirection(const Value& map,
                            ActiveContext* changed) const {  // 5.10
    const Value* const direction = map.Find("@direction");
    if (direction == nullptr) return absl::OkStatus();
    if (session_.options.processing_mode_1_0) {
      return Error("invalid context entry");
    }
    const absl::string_view text = direction->string_value();
    if (!direction->is_null() && text != "ltr" && text != "rtl") {
      return Error("invalid base direction");
    }
    changed->direction = std::string(text);
    return absl::OkStatus();
  }

  absl::Status CheckPropagate(const Value& map) const {  // 5.11
    const Value* const propagate = map.Find("@propagate");
    if (propagate == nullptr) return absl::OkStatus();
    if (session_.options.processing_mode_1_0) {
      return Error("invalid context entry");
    }
    return propagate->is_bool() ? absl::OkStatus()
                                : Error("invalid @propagate value");
  }

  // Contexts within contexts; real ones stop at 2.
  static constexpr int kMaxNesting = 16;

  Session& session_;
  const LocalContext& local_;
  const ProcessOptions& options_;
  bool propagate_ = true;
  ContextPtr result_;
  ContextPtr previous_;
};

}  // namespace

absl::Status SpendCopy(Session& session, const ActiveContext& context) {
  RETURN_IF_ERROR(session.SpendDefinitions(context.terms.size()));
  const std::size_t bytes = (context.base ? context.base->size() : 0) +
                            (context.vocab ? context.vocab->size() : 0) +
                            context.language.size();
  return session.SpendText(bytes);
}

ContextPtr InitialContext(const Session& session) {
  const Options& options = session.options;
  if (options.cache != nullptr && options.base.empty()) {
    return options.cache->initial();
  }
  auto initial = std::make_shared<ActiveContext>();
  if (!options.base.empty()) initial->base = options.base;
  return initial;
}

absl::StatusOr<ContextPtr> ProcessContext(Session& session,
                                          const ContextPtr& active,
                                          const LocalContext& local,
                                          const ProcessOptions& options) {
  const ContextStep step{active.get(), local.value.get(),
                         options.override_protected, options.propagate};
  const bool is_whole = options.validate_scoped_context;
  if (is_whole) {
    const auto found = session.steps.find(step);
    if (found != session.steps.end()) return found->second.to;
  }
  const bool is_cached = is_whole && IsCacheable(session.options) &&
                         active->is_shared && local.is_loaded();
  ContextCache* const cache = is_cached ? session.options.cache : nullptr;
  ContextPtr result = cache == nullptr ? nullptr : cache->Find(step);
  if (result == nullptr) {
    ASSIGN_OR_RETURN(result, Processor(session, local, options).Run(active));
    RETURN_IF_ERROR(session.CheckText());
    if (cache != nullptr && result->is_shared) {
      cache->Insert(step, {active, local.value, result});
    }
  }
  if (is_whole) {
    session.steps.emplace(step, ContextStepEnds{active, local.value, result});
  }
  return result;
}

}  // namespace prescreen::jsonld::internal

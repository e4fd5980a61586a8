// SPDX-License-Identifier: Apache-2.0
// Documents made to cost more than they weigh: each ends in a typed error.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "base/status_macros.h"
#include "server/jsonld/context_table.h"
#include "server/jsonld/error.h"
#include "server/jsonld/expansion.h"
#include "server/jsonld/loader.h"
#include "server/jsonld/to_rdf.h"

namespace prescreen {
namespace {

absl::Status Process(absl::string_view text,
                     const jsonld::Options& options = {}) {
  const auto document = json::Parse(text);
  if (!document.ok()) return document.status();
  return jsonld::ToRdf(*document, jsonld::ContextTable(), options).status();
}

bool IsRefused(absl::string_view text, const jsonld::Options& options = {}) {
  const absl::Status status = Process(text, options);
  if (absl::IsResourceExhausted(status)) return true;
  ADD_FAILURE() << status;
  return false;
}

// `count` of `item(i)`, with commas between.
template <typename F>
std::string Repeat(int count, const F& item) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ",", item(i));
  }
  return text;
}

TEST(JsonLdLimits, RefuseAChainOfTermsThatEachNeedTheNext) {
  const std::string chain = Repeat(100'000, [](int i) {
    return absl::StrCat("\"a", i, "\":\"a", i + 1, ":\"");
  });
  EXPECT_TRUE(IsRefused(absl::StrCat(R"({"@context":{)", chain, "}}")));
}

TEST(JsonLdLimits, RefusePrefixesThatGrowFromTermToTerm) {
  const std::string filler(2'000, 'x');
  const std::string terms = Repeat(1'000, [&](int i) {
    return absl::StrCat("\"a", i + 1, "\":\"a", i, ":", filler, "/\"");
  });
  EXPECT_TRUE(IsRefused(
      absl::StrCat(R"({"@context":{"a0":"http://x/",)", terms, "}}")));
}

TEST(JsonLdLimits, RefuseALongPrefixThatManyNamesUse) {
  const std::string filler(1'000'000, 'x');
  const std::string ids = Repeat(1'000, [](int) { return R"({"@id":"p:a"})"; });
  const auto document =
      json::Parse(absl::StrCat(R"({"@context":{"p":"http://x/)", filler,
                               R"(/"},"http://x/y":[)", ids, "]}"));
  ASSERT_TRUE(document.ok());
  const absl::Status status =
      jsonld::Expand(*document, jsonld::ContextTable()).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
}

TEST(JsonLdLimits, RefuseALongDatatypeThatManyValuesUse) {
  const std::string filler(1'000'000, 'x');
  const std::string values = Repeat(1'000, [](int i) { return i; });
  EXPECT_TRUE(IsRefused(
      absl::StrCat(R"({"@context":{"t":{"@id":"http://x/y","@type":"http://x/)",
                   filler, R"("}},"t":[)", values, "]}")));
}

TEST(JsonLdLimits, RefuseAnObjectOfVeryManyProperties) {
  const std::string members = Repeat(
      90'000, [](int i) { return absl::StrCat("\"http://x/", i, "\":1"); });
  EXPECT_TRUE(IsRefused(absl::StrCat("{", members, "}")));
}

TEST(JsonLdLimits, ManyAliasesOfTypeCostNoMoreThanTheirText) {
  const std::string aliases = Repeat(
      50'000, [](int i) { return absl::StrCat("\"t", i, "\":\"@type\""); });
  const std::string objects = Repeat(5'000, [](int) {
    return R"({"http://x/a":{"http://x/b":{"http://x/c":1}}})";
  });
  const absl::Status status = Process(absl::StrCat(
      R"({"@context":{)", aliases, R"(},"http://x/y":[)", objects, "]}"));
  EXPECT_TRUE(status.ok()) << status;
}

TEST(JsonLdLimits, RefuseAThousandAndMoreContexts) {
  const std::string contexts = Repeat(1'001, [](int) { return "{}"; });
  EXPECT_TRUE(IsRefused(absl::StrCat(R"({"@context":[)", contexts, "]}")));
}

TEST(JsonLdLimits, CountTheTermsThatEachContextCopies) {
  const std::string terms = Repeat(
      1'000, [](int i) { return absl::StrCat("\"a", i, "\":\"http://x/\""); });
  const std::string more = Repeat(300, [](int) { return "{}"; });
  EXPECT_TRUE(
      IsRefused(absl::StrCat(R"({"@context":[{)", terms, "},", more, "]}")));
}

TEST(JsonLdLimits, CountALongVocabularyForEachContextThatCopiesIt) {
  const std::string more = Repeat(900, [](int) { return "{}"; });
  EXPECT_TRUE(
      IsRefused(absl::StrCat(R"({"@context":[{"@vocab":"http://x/)",
                             std::string(100'000, 'x'), "\"},", more, "]}")));
}

TEST(JsonLdLimits, RefuseScopedContextsNestedTooDeep) {
  // Made, not parsed: the parser stops at the same depth.
  json::Value context = json::Value::Object();
  for (int i = 0; i < 200; ++i) {
    json::Value term = json::Value::Object();
    term.Set("@id", json::Value::String("http://x/y"));
    term.Set("@context", std::move(context));
    context = json::Value::Object();
    context.Set("t", std::move(term));
  }
  json::Value document = json::Value::Object();
  document.Set("@context", std::move(context));
  const absl::Status status =
      jsonld::ToRdf(document, jsonld::ContextTable()).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
}

TEST(JsonLdLimits, RefuseADocumentNestedTooDeep) {
  json::Value document = json::Value::Object();
  for (int i = 0; i < 100; ++i) {
    json::Value outer = json::Value::Object();
    outer.Set("http://x/y", std::move(document));
    document = std::move(outer);
  }
  const absl::Status status =
      jsonld::ToRdf(document, jsonld::ContextTable()).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
}

TEST(JsonLdLimits, CountMembersInMapsAndNestsToo) {
  const auto few = [] {
    jsonld::Options options;
    options.limits.keys = 10;
    return options;
  }();
  const std::string members = Repeat(
      11, [](int i) { return absl::StrCat("\"http://x/", i, "\":\"y\""); });
  const auto with = [&](absl::string_view term) {
    return absl::StrCat(R"({"@context":{"t":)", term, R"(},"t":{)", members,
                        "}}");
  };
  EXPECT_TRUE(
      IsRefused(with(R"({"@id":"http://x/t","@container":"@index"})"), few));
  EXPECT_TRUE(
      IsRefused(with(R"({"@id":"http://x/t","@container":"@language"})"), few));
  EXPECT_TRUE(IsRefused(with(R"("@nest")"), few));
  EXPECT_TRUE(IsRefused(with(R"("http://x/t")"), few));
}

TEST(JsonLdLimits, RefuseMoreQuadsThanAllowed) {
  jsonld::Options options;
  options.limits.quads = 3;
  const auto values = [](int count) {
    return absl::StrCat(R"({"http://x/y":[)",
                        Repeat(count, [](int i) { return i; }), "]}");
  };
  EXPECT_TRUE(Process(values(3), options).ok());
  EXPECT_TRUE(IsRefused(values(4), options));
}

// Answers every name with a context that needs another one.
class FakeEndlessTable : public jsonld::ContextLoader {
 public:
  absl::StatusOr<std::shared_ptr<const json::Value>> Load(
      absl::string_view iri) const override {
    ASSIGN_OR_RETURN(
        json::Value document,
        json::Parse(absl::StrCat(R"({"@context":")", iri, "x\"}")));
    documents_.push_back(
        std::make_shared<const json::Value>(std::move(document)));
    return documents_.back();
  }

 private:
  mutable std::vector<std::shared_ptr<const json::Value>> documents_;
};

TEST(JsonLdLimits, RefuseContextsThatGoOnForEver) {
  const auto document = json::Parse(R"({"@context":"http://x/"})");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(
      jsonld::ErrorCode(jsonld::ToRdf(*document, FakeEndlessTable()).status()),
      "context overflow");
}

}  // namespace
}  // namespace prescreen

// SPDX-License-Identifier: Apache-2.0
// Verification with every kind of key that needs no network.
#ifndef PRESCREEN_TESTS_SERVER_VERIFY_KEYS_FOR_TEST_H_
#define PRESCREEN_TESTS_SERVER_VERIFY_KEYS_FOR_TEST_H_

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/resolve/issuer_keys.h"
#include "tests/server/verify/verify_for_test.h"

namespace prescreen {

// What a catalogue would say: pinned keys, and whose they are.
class TestCatalogue final : public PinnedKeys, public SignerAuthority {
 public:
  // `controller` empty: a key that resolves by itself.
  void Pin(const std::string& url, PinnedKeyEntry entry) {
    entries_[url].push_back(std::move(entry));
  }
  void List(const std::string& url, const std::string& issuer) {
    listed_.emplace_back(url, issuer);
  }

  std::vector<PinnedKeyEntry> Find(absl::string_view url) const override {
    const auto found = entries_.find(std::string(url));
    return found == entries_.end() ? std::vector<PinnedKeyEntry>()
                                   : found->second;
  }
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
  bool IsKeyOf(absl::string_view url, absl::string_view issuer) const override {
    return std::find(listed_.begin(), listed_.end(),
                     std::make_pair(std::string(url), std::string(issuer))) !=
           listed_.end();
  }

 private:
  std::map<std::string, std::vector<PinnedKeyEntry>> entries_;
  std::vector<std::pair<std::string, std::string>> listed_;
};

inline Checked VerifyWithKeys(std::string content,
                              const TestCatalogue& catalogue = {}) {
  static KeyCache* const cache = new KeyCache();
  const IssuerKeys keys(catalogue, *cache);
  auto raw = std::make_unique<RawDocument>();
  raw->content = std::move(content);
  CheckedCredential credential =
      CredentialVerifier(keys, catalogue).Verify(Decode(*raw, 0));
  return {std::move(raw), std::move(credential)};
}

inline std::string SummaryWithKeys(std::string content,
                                   const TestCatalogue& catalogue = {}) {
  return VerifyWithKeys(std::move(content), catalogue).summary();
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_VERIFY_KEYS_FOR_TEST_H_

// SPDX-License-Identifier: Apache-2.0
// From checked credentials to claims: the attribute firewall. What has no field
// in Claim never passes.
#ifndef PRESCREEN_SERVER_CLAIMS_NORMALISE_H_
#define PRESCREEN_SERVER_CLAIMS_NORMALISE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "prescreen/v1/screening.pb.h"
#include "server/catalogue/catalogue.h"
#include "server/claims/claim.h"
#include "server/status/status.h"
#include "server/verify/credential.h"

namespace prescreen {

struct NormalisedBundle {
  ClaimSet claims;
  // Parallel to the claims: what was found out about each credential.
  std::vector<std::vector<Finding>> findings;
};

// Collects the claims of one bundle in the order added. What the issuer stated
// wins over the catalogue. Not thread-safe; deterministic.
class ClaimNormaliser {
 public:
  // Both references must outlive this object. Of the alignments of a
  // credential, the first `max_alignments` count.
  ClaimNormaliser(const CatalogueSet& catalogues,
                  const std::vector<v1::KnownIdentifier>& known_identifiers,
                  int max_alignments)
      : catalogues_(catalogues),
        known_identifiers_(known_identifiers),
        max_alignments_(max_alignments) {}

  void Add(const VerifiedCredential& credential, const StatusResult& status);
  // All of its unverified content, marked so.
  void Add(const UncheckedCredential& credential, const StatusResult& status);
  // Only what tells which requirements its flag concerns.
  void Add(const RejectedCredential& credential);

  // Marks repeated and re-issued credentials and hands everything over.
  NormalisedBundle Finish() &&;

 private:
  // What a credential states and what the catalogues add.
  Claim ReadClaim(const CredentialSource& source,
                  const CredentialContent& content,
                  const StatusResult& status) const;
  void ReadIssuer(const CredentialContent& content, const IssuerEntry* entry,
                  Claim* claim) const;
  void ReadAchievement(const CredentialContent& content,
                       const AchievementEntry* entry, Claim* claim) const;
  void AddSkill(absl::string_view id, const std::string& pointer,
                Claim* claim) const;
  void ReadSkills(const CredentialContent& content, Claim* claim) const;
  void ReadSubject(const StatedSubject& subject, Claim* claim) const;
  void MarkRepeated(std::size_t index);

  const CatalogueSet& catalogues_;
  const std::vector<v1::KnownIdentifier>& known_identifiers_;
  int max_alignments_;
  std::vector<Claim> claims_;
  std::vector<std::vector<Finding>> findings_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_NORMALISE_H_

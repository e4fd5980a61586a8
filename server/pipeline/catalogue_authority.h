// SPDX-License-Identifier: Apache-2.0
// Who may sign for whom, according to the issuer catalogue (`may_issue_for`).
#ifndef PRESCREEN_SERVER_PIPELINE_CATALOGUE_AUTHORITY_H_
#define PRESCREEN_SERVER_PIPELINE_CATALOGUE_AUTHORITY_H_

#include "server/catalogue/catalogue.h"
#include "server/verify/verifier.h"

namespace prescreen {

// Thread-safe. `catalogues` must outlive this object.
class CatalogueAuthority final : public SignerAuthority {
 public:
  explicit CatalogueAuthority(const CatalogueSet& catalogues)
      : catalogues_(catalogues) {}
  bool MaySignFor(absl::string_view signer,
                  absl::string_view issuer) const override;

 private:
  const CatalogueSet& catalogues_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_CATALOGUE_AUTHORITY_H_

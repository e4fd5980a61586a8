// SPDX-License-Identifier: Apache-2.0
// Who may sign for whom, according to the issuer catalogue: credentials
// (`may_issue_for`), with which keys (`keys`), status lists
// (`status_signers`).
#ifndef PRESCREEN_SERVER_PIPELINE_CATALOGUE_AUTHORITY_H_
#define PRESCREEN_SERVER_PIPELINE_CATALOGUE_AUTHORITY_H_

#include "server/catalogue/catalogue.h"
#include "server/status/status.h"
#include "server/verify/verifier.h"

namespace prescreen {

// Thread-safe. `catalogues` must outlive this object.
class CatalogueAuthority final : public SignerAuthority,
                                 public StatusAuthority {
 public:
  explicit CatalogueAuthority(const CatalogueSet& catalogues)
      : catalogues_(catalogues) {}
  bool MaySignFor(absl::string_view signer,
                  absl::string_view issuer) const override;
  bool IsKeyOf(absl::string_view verification_method,
               absl::string_view issuer) const override;
  // Also true of two identifiers of one catalogued issuer.
  bool MaySignStatusFor(absl::string_view signer,
                        absl::string_view issuer) const override;

 private:
  const CatalogueSet& catalogues_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_CATALOGUE_AUTHORITY_H_

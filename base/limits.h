// SPDX-License-Identifier: Apache-2.0
// Limits that several folders share. Units are in the names; each has its
// reason (DESIGN.md, "Limits").
#ifndef PRESCREEN_BASE_LIMITS_H_
#define PRESCREEN_BASE_LIMITS_H_

#include <cstddef>

namespace prescreen {

// Ten times what candidates send (3–8), and a wallet export still fits.
inline constexpr std::size_t kMaxBundleDocuments = 64;
// 64 documents of 128 KiB; baked images dominate.
inline constexpr std::size_t kMaxBundleBytes = 8u << 20;
// Credentials carry one proof or two; each costs a signature check.
inline constexpr std::size_t kMaxBundleProofs = 1000;
// Real credentials nest at most 20 levels; recursion stays far from the stack.
inline constexpr int kMaxJsonDepth = 64;
// A bundle's JSON never exceeds the bundle.
inline constexpr std::size_t kMaxJsonBytes = kMaxBundleBytes;
// The longest real policy is under 20 KiB.
inline constexpr std::size_t kMaxPolicyBytes = 256u << 10;
inline constexpr std::size_t kMaxPolicyRequirements = 200;
// Catalogues of 10,000 entries of 400 bytes.
inline constexpr std::size_t kMaxCatalogueBytes = 4u << 20;
// A request holds a bundle (8 MiB) and its envelope; less than gRPC would
// otherwise buffer per call without bound.
inline constexpr std::size_t kMaxRequestBytes = kMaxBundleBytes + (1u << 20);
// application_ref, candidate_ref, requisition_ref, identifier values.
inline constexpr std::size_t kMaxReferenceBytes = 512;
inline constexpr std::size_t kMaxKnownIdentifiers = 32;
// A receipt holds a record (tens of KiB) and attestations.
inline constexpr std::size_t kMaxReceiptBytes = 4u << 20;
// Clocks of issuers and ours may differ by this much.
inline constexpr int kDefaultSkewSeconds = 60;

}  // namespace prescreen

#endif  // PRESCREEN_BASE_LIMITS_H_

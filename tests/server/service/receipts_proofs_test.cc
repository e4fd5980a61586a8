// SPDX-License-Identifier: Apache-2.0
#include "server/service/receipts_proofs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "anchor/merkle.h"
#include "google/rpc/status.pb.h"
#include "server/service/errors.h"
#include "tests/support/fake_log.h"

namespace prescreen {
namespace {

anchor::Hash ToHash(const std::string& bytes) {
  anchor::Hash hash{};
  EXPECT_EQ(bytes.size(), hash.size());
  std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return hash;
}

template <typename Reply>
std::vector<anchor::Hash> PathOf(const Reply& reply) {
  std::vector<anchor::Hash> path;
  for (const std::string& hash : reply.path()) path.push_back(ToHash(hash));
  return path;
}

// The reason of the error as it leaves the server.
std::string ReasonOf(const absl::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(ToGrpcStatus(status).error_details())) return "";
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

class ReceiptsProofs : public ::testing::Test {
 protected:
  void SetUp() override { log_.GrowTo(300); }

  absl::StatusOr<v1::GetInclusionProofResponse> Inclusion(
      const std::string& name, std::uint64_t size = 0) {
    v1::GetInclusionProofRequest request;
    request.set_name(name);
    request.set_tree_size(size);
    return FindInclusionProof(log_, request);
  }
  absl::StatusOr<v1::GetConsistencyProofResponse> Consistency(
      std::uint64_t first, std::uint64_t second) {
    v1::GetConsistencyProofRequest request;
    request.set_first_size(first);
    request.set_second_size(second);
    return FindConsistencyProof(log_, request);
  }
  FakeLog log_;
};

TEST_F(ReceiptsProofs, InclusionDefaultsToTheNewestCheckpoint) {
  const auto reply = Inclusion("log/leaves/137");
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->leaf_index(), 137u);
  EXPECT_EQ(reply->tree_size(), 300u);
  EXPECT_EQ(reply->checkpoint(), log_.signed_checkpoint());
  EXPECT_TRUE(anchor::VerifyInclusion(137, 300, ToHash(reply->leaf_hash()),
                                      PathOf(*reply), log_.checkpoint().root)
                  .ok());
}

TEST_F(ReceiptsProofs, ConsistencyDefaultsToTheNewestCheckpoint) {
  const auto reply = Consistency(137, 0);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->second_size(), 300u);
  EXPECT_EQ(reply->checkpoint(), log_.signed_checkpoint());
  EXPECT_TRUE(anchor::VerifyConsistency(137, 300, PathOf(*reply),
                                        ToHash(reply->first_root()),
                                        ToHash(reply->second_root()))
                  .ok());
}

TEST_F(ReceiptsProofs, UnknownLeafAndSizeHaveTheirReasons) {
  EXPECT_EQ(ReasonOf(Inclusion("log/leaves/300").status()), "LEAF_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Inclusion("log/leaves/9", 9).status()), "LEAF_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Inclusion("log/leaves/9", 301).status()),
            "CHECKPOINT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Consistency(301, 0).status()), "CHECKPOINT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Consistency(1, 301).status()), "CHECKPOINT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Consistency(1, ~std::uint64_t{0}).status()),
            "CHECKPOINT_NOT_FOUND");
}

TEST_F(ReceiptsProofs, MalformedRequestIsAnInvalidField) {
  for (const char* name :
       {"", "log/leaves/", "log/leaves/-1", "log/leaves/01", "log/leaves/+1",
        "log/leaves/ 1", "log/leaves/1x", "log/checkpoints/1",
        "log/leaves/18446744073709551616"}) {
    EXPECT_EQ(ReasonOf(Inclusion(name).status()), "INVALID_FIELD") << name;
  }
  EXPECT_EQ(ReasonOf(Consistency(0, 7).status()), "INVALID_FIELD");
  EXPECT_EQ(ReasonOf(Consistency(9, 7).status()), "INVALID_FIELD");
}

TEST_F(ReceiptsProofs, DamagedTreeIsAFaultOfTheServer) {
  log_.AlterNode({0, 137});
  EXPECT_EQ(ReasonOf(Inclusion("log/leaves/137").status()), "INTERNAL_FAULT");
}

}  // namespace
}  // namespace prescreen

// SPDX-License-Identifier: Apache-2.0
// What a client may make gRPC hold, whether or not it has a key.
#ifndef PRESCREEN_SERVER_RPC_LIMITS_H_
#define PRESCREEN_SERVER_RPC_LIMITS_H_

#include <grpcpp/server_builder.h>

namespace prescreen {

void SetRpcLimits(grpc::ServerBuilder* builder);

// Lets this process have as many open files as it may, at most 65,536: gRPC
// stops accepting for good once a connection finds none left.
void RaiseFileLimit();

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_RPC_LIMITS_H_

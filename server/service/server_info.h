// SPDX-License-Identifier: Apache-2.0
// What GetServerInfo answers.
#ifndef PRESCREEN_SERVER_SERVICE_SERVER_INFO_H_
#define PRESCREEN_SERVER_SERVICE_SERVER_INFO_H_

#include "prescreen/v1/admin.pb.h"
#include "server/access/caller.h"
#include "server/service/engine.h"

namespace prescreen {

// Thread-safe.
v1::ServerInfo MakeServerInfo(const Engine& engine, const Caller& caller);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SERVER_INFO_H_

// SPDX-License-Identifier: Apache-2.0
// TLS for the listening port from a folder with cert.pem and key.pem, which may
// change while the server runs: a new connection sees the new pair within two
// seconds. A pair that is broken or does not belong together is reported, and
// the former one stays.
#ifndef PRESCREEN_SERVER_TLS_CREDENTIALS_H_
#define PRESCREEN_SERVER_TLS_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "server/config.h"
#include "server/service/event_log.h"

namespace prescreen {

// TLS 1.2 and 1.3. With a `client_ca`, clients may show a certificate, which
// must then be good. The references must outlive every server that uses it.
// FailedPrecondition: the folder holds no good pair now.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeTlsCredentials(
    const TlsConfig& config, FileSystem& files, const Clock& clock,
    EventLog& events);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_TLS_CREDENTIALS_H_

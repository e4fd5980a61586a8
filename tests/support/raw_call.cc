// SPDX-License-Identifier: Apache-2.0
#include "tests/support/raw_call.h"

#include <grpcpp/generic/generic_stub.h>

#include "client/error_details.h"

namespace prescreen {
namespace {

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Waits for the one operation under way; false: it failed.
bool Await(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

void AddKey(const std::string& key, grpc::ClientContext* context) {
  if (!key.empty()) context->AddMetadata("authorization", "Bearer " + key);
}

RawResult RawCall(const std::shared_ptr<grpc::Channel>& channel,
                  const std::string& method, const std::string& request,
                  const std::string& key, std::chrono::seconds timeout) {
  return RawStream(channel, method, {request}, key, timeout);
}

RawResult RawStream(const std::shared_ptr<grpc::Channel>& channel,
                    const std::string& method,
                    const std::vector<std::string>& requests,
                    const std::string& key, std::chrono::milliseconds timeout) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  AddKey(key, &context);
  auto call = stub.PrepareCall(&context, "/prescreen.v1." + method, &queue);
  call->StartCall(nullptr);
  RawResult result;
  if (Await(queue)) {
    for (const std::string& request : requests) {
      const grpc::Slice slice(request);
      const grpc::ByteBuffer message(&slice, 1);
      call->Write(message, nullptr);
      if (!Await(queue)) break;
    }
    call->WritesDone(nullptr);
    Await(queue);
    grpc::ByteBuffer reply;
    for (;;) {
      call->Read(&reply, nullptr);
      if (!Await(queue)) break;
      result.replies.push_back(ToBytes(reply));
    }
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  Await(queue);
  result.status =
      StatusWithDetails(static_cast<absl::StatusCode>(status.error_code()),
                        status.error_message(), status.error_details());
  return result;
}

}  // namespace prescreen

// SPDX-License-Identifier: Apache-2.0
// Fields, enum values and methods are frozen: what the golden list names must
// stand in the protos as it is. Additions are fine, and are added to the list:
// PRESCREEN_WRITE_GOLDEN=1 rewrites it.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/catalogue.pb.h"
#include "prescreen/v1/policy.pb.h"
#include "prescreen/v1/reasons.pb.h"
#include "prescreen/v1/receipt.pb.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

constexpr char kGolden[] =
    PRESCREEN_SOURCE_DIR "/tests/testdata/golden/proto/fields.txt";

std::string TypeOf(const FieldDescriptor& field) {
  if (field.message_type() != nullptr) {
    return field.message_type()->full_name();
  }
  if (field.enum_type() != nullptr) return field.enum_type()->full_name();
  return field.type_name();
}

void AddEnum(const EnumDescriptor& type, std::set<std::string>* lines) {
  for (int i = 0; i < type.value_count(); ++i) {
    lines->insert(absl::StrCat(type.full_name(), " ", type.value(i)->name(),
                               " = ", type.value(i)->number()));
  }
}

void AddMessage(const Descriptor& type, std::set<std::string>* lines) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    lines->insert(absl::StrCat(
        type.full_name(), " ", field.name(), " = ", field.number(), " ",
        field.is_repeated() ? "repeated " : "", TypeOf(field)));
  }
  for (int i = 0; i < type.nested_type_count(); ++i) {
    AddMessage(*type.nested_type(i), lines);
  }
  for (int i = 0; i < type.enum_type_count(); ++i) {
    AddEnum(*type.enum_type(i), lines);
  }
}

void AddFile(const FileDescriptor& file, std::set<std::string>* lines) {
  for (int i = 0; i < file.message_type_count(); ++i) {
    AddMessage(*file.message_type(i), lines);
  }
  for (int i = 0; i < file.enum_type_count(); ++i) {
    AddEnum(*file.enum_type(i), lines);
  }
  for (int i = 0; i < file.service_count(); ++i) {
    for (int m = 0; m < file.service(i)->method_count(); ++m) {
      const auto& method = *file.service(i)->method(m);
      lines->insert(absl::StrCat(method.full_name(), " ",
                                 method.input_type()->full_name(), " -> ",
                                 method.output_type()->full_name()));
    }
  }
}

std::set<std::string> CurrentLines() {
  std::set<std::string> lines;
  for (const FileDescriptor* file :
       {v1::Catalogue::descriptor()->file(), v1::Policy::descriptor()->file(),
        v1::ReasonCode_descriptor()->file(), v1::Receipt::descriptor()->file(),
        v1::ScreeningRecord::descriptor()->file(),
        stored::v1::TenantRow::descriptor()->file()}) {
    AddFile(*file, &lines);
  }
  return lines;
}

TEST(ProtoFields, NoneIsRemovedRenumberedOrRetyped) {
  const std::set<std::string> current = CurrentLines();
  if (std::getenv("PRESCREEN_WRITE_GOLDEN") != nullptr) {
    std::ofstream golden(kGolden);
    for (const std::string& line : current) golden << line << "\n";
  }
  std::ifstream golden(kGolden);
  std::set<std::string> frozen;
  for (std::string line; std::getline(golden, line);) {
    frozen.insert(line);
    EXPECT_TRUE(current.contains(line)) << "frozen, and gone: " << line;
  }
  EXPECT_FALSE(frozen.empty());
  for (const std::string& line : current) {
    EXPECT_TRUE(frozen.contains(line)) << "new, to be frozen: " << line;
  }
}

}  // namespace
}  // namespace prescreen

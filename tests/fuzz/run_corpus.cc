// SPDX-License-Identifier: Apache-2.0
// Feeds each file that the arguments name, or that lies in a folder they name,
// to the fuzz target it is linked with. Fails where a name is missing or a
// folder is empty, so that a lost corpus is seen.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace {

// False if the file cannot be read.
bool RunFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
    return false;
  }
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                         bytes.size());
  return true;
}

// The number of files run; 0 after a failure.
int Run(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return RunFile(path) ? 1 : 0;
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (!RunFile(entry.path())) return 0;
    ++count;
  }
  if (count == 0) std::fprintf(stderr, "%s: empty\n", path.c_str());
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  int total = 0;
  for (int i = 1; i < argc; ++i) {
    const int count = Run(argv[i]);
    if (count == 0) return 1;
    total += count;
  }
  std::printf("%d inputs\n", total);
  return total > 0 ? 0 : 1;
}

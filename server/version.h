// SPDX-License-Identifier: Apache-2.0
// The engine's version: part of every decision record.
#ifndef PRESCREEN_SERVER_VERSION_H_
#define PRESCREEN_SERVER_VERSION_H_

namespace prescreen {

// Changes with every change of what a decision depends on.
inline constexpr char kEngineVersion[] = "0.1.0";

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERSION_H_

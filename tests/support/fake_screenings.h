// SPDX-License-Identifier: Apache-2.0
// Replies as a server gives them for the sample candidates, with fixed content.
#ifndef PRESCREEN_TESTS_SUPPORT_FAKE_SCREENINGS_H_
#define PRESCREEN_TESTS_SUPPORT_FAKE_SCREENINGS_H_

#include "prescreen/v1/receipt.pb.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {

v1::ScreeningRecord FakePass();
v1::ScreeningRecord FakeReview();  // one altered document
v1::ScreeningRecord FakeNotMet();  // 41 attendance badges

v1::Receipt FakeLoggedReceipt();    // no public chain
v1::Receipt FakeAnchoredReceipt();  // on eip155:31337

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FAKE_SCREENINGS_H_

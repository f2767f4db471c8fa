/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        fuzz_source(&source_zigbee2mqtt, "zigbee2mqtt", data, size);
        return 0;
}

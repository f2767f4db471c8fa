/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "home.h"

void home_topic(size_t device, char ret_topic[HOME_TOPIC_SIZE]) {
        snprintf(ret_topic, HOME_TOPIC_SIZE, "zigbee2mqtt/room-%zu/%s", device,
                 device % 2 ? "motion" : "door");
}

void home_payload(size_t device, bool active, size_t turn, char ret_payload[HOME_PAYLOAD_SIZE]) {
        unsigned quality = (unsigned)(40 + (device * 7 + turn * 13) % 200);
        unsigned warmth = (unsigned)(18 + (device + turn) % 8);

        if (device % 2)
                snprintf(ret_payload, HOME_PAYLOAD_SIZE,
                         "{\"battery\":91,\"device_temperature\":%u,\"illuminance\":%u,"
                         "\"linkquality\":%u,\"occupancy\":%s,\"power_outage_count\":4,"
                         "\"voltage\":3005}",
                         warmth, quality * 3, quality, active ? "true" : "false");
        else
                snprintf(ret_payload, HOME_PAYLOAD_SIZE,
                         "{\"battery\":97,\"contact\":%s,\"device_temperature\":%u,"
                         "\"linkquality\":%u,\"power_outage_count\":7,\"trigger_count\":%u,"
                         "\"voltage\":3015}",
                         active ? "false" : "true", warmth, quality, quality / 2);
}

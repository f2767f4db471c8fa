/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the bench's home says: devices that speak as Zigbee2MQTT does, every other a door contact,
 * every other a motion sensor. Each message carries a device's whole state; what is no news differs
 * in link quality and temperature alone. The same numbers give the same messages.
 * Properties: https://www.zigbee2mqtt.io/devices/MCCGQ11LM.html and /RTCGQ11LM.html
 */

#include <stdbool.h>
#include <stddef.h>

#define HOME_TOPIC_SIZE   64
#define HOME_PAYLOAD_SIZE 256

/** zigbee2mqtt/room-7/door or …/motion. */
void home_topic(size_t device, char ret_topic[HOME_TOPIC_SIZE]);

/** @active: the door is open, somebody moves. @turn: whatever; it makes the rest differ. */
void home_payload(size_t device, bool active, size_t turn, char ret_payload[HOME_PAYLOAD_SIZE]);

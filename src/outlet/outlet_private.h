/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the files of outlet share: how a topic is written and a JSON object becomes a message. */

#include "nattvakt/alloc.h"
#include "nattvakt/json.h"
#include "nattvakt/message.h"
#include "nattvakt/site.h"
#include "nattvakt/text.h"

/* CloudEvents 1.0.2, JSON format, section 3: the media type of structured mode. */
#define OUTLET_CLOUDEVENT "application/cloudevents+json"

/** nattvakt/<site>/ and @format's text into @topic of TOPIC_SIZE. */
void outlet_topic(const struct site *site, char *topic, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/** Takes @object over and makes the message of it; NULL makes an empty payload. QoS 1. */
void outlet_message(const char *topic, struct json_object *object, enum message_class class,
                    bool retained, struct message *ret_message);

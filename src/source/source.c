/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "source.h"

/* clang-format off */
static const struct {
        int error;
        enum refusal reason;
} reasons[] = {
        { -EBADMSG,      REFUSAL_UNREADABLE },
        { -EPROTO,       REFUSAL_WRONG_TYPE },
        { -EMSGSIZE,     REFUSAL_TOO_LARGE },
        { -ENAMETOOLONG, REFUSAL_TOO_LONG },
        { -EINVAL,       REFUSAL_BAD_TOPIC },
        { -ERANGE,       REFUSAL_ABSURD_TIME },
        { -ENOSPC,       REFUSAL_TOO_MANY },
};
/* clang-format on */

#define BASE_PARTS 3

/* A source's topics are <base>/<rest>; the base depends on the configuration, and is these parts. */
static void zigbee2mqtt_base(const struct settings *settings, const char *site,
                             const char *ret_parts[BASE_PARTS]) {
        (void)site;
        ret_parts[0] = settings->zigbee2mqtt_base;
        ret_parts[1] = ret_parts[2] = "";
}

static void native_base(const struct settings *settings, const char *site,
                        const char *ret_parts[BASE_PARTS]) {
        (void)settings;
        ret_parts[0] = "nattvakt/";
        ret_parts[1] = site;
        ret_parts[2] = "/in";
}

static const struct {
        const struct source_adapter *source;
        void (*base)(const struct settings *settings, const char *site,
                     const char *ret_parts[BASE_PARTS]);
        const char *rest;
} routes[] = {
        { &source_native, native_base, "+" }, /* before the one whose base the installer chose */
        { &source_zigbee2mqtt, zigbee2mqtt_base, "#" },
};
static_assert(ELEMENTS(routes) <= SOURCE_FILTERS_MAX, "each source has a filter");

size_t source_filters(const struct settings *settings, const char *site,
                      char ret_filters[SOURCE_FILTERS_MAX][TOPIC_SIZE]) {
        size_t count = 0;

        for (size_t i = 0; i < ELEMENTS(routes); i++) {
                const char *parts[BASE_PARTS];
                int size;

                if (!settings->sources[routes[i].source->adapter])
                        continue;
                routes[i].base(settings, site, parts);
                size = snprintf(ret_filters[count++], TOPIC_SIZE, "%s%s%s/%s", parts[0], parts[1],
                                parts[2], routes[i].rest);
                assert(size < TOPIC_SIZE); /* both are names, as config made sure */
        }
        return count;
}

const struct source_adapter *source_for_topic(const struct settings *settings, const char *site,
                                              const char *topic, size_t *ret_base_size) {
        for (size_t i = 0; i < ELEMENTS(routes); i++) {
                const char *parts[BASE_PARTS], *rest = topic;

                if (!settings->sources[routes[i].source->adapter])
                        continue;
                routes[i].base(settings, site, parts);
                for (size_t k = 0; rest && k < BASE_PARTS; k++)
                        rest = text_behind(rest, parts[k]);
                if (!rest || (*rest != '/' && *rest != '\0'))
                        continue;
                *ret_base_size = (size_t)(rest - topic);
                return routes[i].source;
        }
        return NULL;
}

enum refusal source_refusal(int error) {
        size_t i = 0;

        while (i < ELEMENTS(reasons) && reasons[i].error != error)
                i++;
        assert(i < ELEMENTS(reasons)); /* or an adapter refused with a code not in source.h */
        return reasons[i].reason;
}

/* What a broker would not route, a filter would misread or a log would be spoilt by. */
static bool is_device_name(const char *name, size_t size) {
        for (size_t i = 0; i < size; i++)
                if ((unsigned char)name[i] < ' ' || name[i] == 0x7f || name[i] == '+' ||
                    name[i] == '#')
                        return false;
        return size > 0 && text_is_utf8(name, size);
}

int source_device(const struct source_message *message, size_t suffix_size,
                  char ret_device[DEVICE_NAME_SIZE]) {
        const char *name = message->topic + message->base_size;
        size_t size;

        if (*name != '/')
                return -EINVAL;
        size = strlen(++name);
        if (size <= suffix_size)
                return -EINVAL;
        size -= suffix_size;
        if (size >= DEVICE_NAME_SIZE)
                return -ENAMETOOLONG;
        if (!is_device_name(name, size))
                return -EINVAL;

        memcpy(ret_device, name, size);
        ret_device[size] = '\0';
        return 0;
}

int source_join(struct reading_list *readings, const struct reading_list *found) {
        if (found->count > READING_LIST_MAX - readings->count)
                return -ENOSPC;
        for (size_t i = 0; i < found->count; i++)
                reading_list_add(readings, &found->at[i]);
        return (int)found->count;
}

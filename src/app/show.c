/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"

static const char *or_dash(const char *text) {
        return text ? text : "-";
}

void show_task_line(const struct configuration *configuration, const char *payload, size_t size,
                    int64_t at_us, struct text_buffer *ret_line) {
        _cleanup_(json_freep) struct json_object *object = json_parse_object(payload, size);
        struct json_object *asked = NULL;
        const struct task_code *code;
        char clock[TIME_TEXT_SIZE];

        if (!object || !json_text(object, "id"))
                return;
        json_object_object_get_ex(object, "asked", &asked);
        code = catalogue_code(&configuration->catalogue, or_dash(json_text(object, "code")));
        text_appendf(ret_line, "%s  %-10s %-5s %-30s %-12s %s",
                     clock_text(&configuration->site.zone, at_us, true, clock),
                     or_dash(json_text(object, "place")), or_dash(json_text(object, "resident")),
                     code ? code->text_nb : or_dash(json_text(object, "code")),
                     or_dash(json_text(object, "state")), or_dash(json_text(asked, "worker")));
}

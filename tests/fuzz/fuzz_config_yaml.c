/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as one of the four files, the others being a small good home: the reader, the rules and,
 * when all is good, the model. The first byte says which file; a configuration without faults and
 * faults without a configuration are the only two answers.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "load.h"

static const char *const small[FAULT_FILES_MAX] = {
        "site: h\ntimezone: UTC\nsources: [zigbee2mqtt, native]\n",
        "label: H\nnight: { from: \"22:00\", to: \"07:00\" }\n"
        "departments: [{ name: north }]\nplaces: [{ name: r1, department: north }]\n"
        "residents: [{ name: R1, place: r1, checks: digital }]\n"
        "devices: [{ id: d1, source: native, role: app, resident: R1 }]\n"
        "plan: [{ name: p, code: check, at: \"23:00\", residents: all }]\n",
        "tasks:\n  - code: check\n    text: { nb: T, en: C }\n    cause: check\n"
        "    minutes: { visit: 3 }\n    look: {}\n    competence: { can: [nurse] }\n",
        "roles: [nurse]\nworkers: [{ slot: n-1, role: nurse, departments: north }]\n"
        "rota: [{ workers: n-1, from: \"22:00\", to: \"07:00\" }]\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct load_files files = { 0 };
        struct configuration *configuration = NULL;
        struct config_faults faults = { 0 };
        struct text_buffer told = { 0 };
        size_t which = size > 0 ? data[0] % FAULT_FILES_MAX : 0;

        for (size_t i = 0; i < FAULT_FILES_MAX; i++)
                if (i == which && size > 0)
                        text_append_bytes(&files.bytes[i], (const char *)data + 1, size - 1);
                else
                        text_append(&files.bytes[i], small[i]);
        int r = load_configuration("/nowhere", &files, &configuration, &faults);
        assert(r == 0 || r == -EINVAL);
        assert((r == 0) == (configuration != NULL));
        assert((r == 0) == (faults.count == 0));
        config_faults_text(&faults, &told);
        assert(!told.data || text_is_utf8(told.data, told.size));
        text_buffer_done(&told);
        config_free(configuration);
        config_faults_done(&faults);
        for (size_t i = 0; i < FAULT_FILES_MAX; i++)
                text_buffer_done(&files.bytes[i]);
        return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/message.h"

#define CLASS_WORD(class, word) [MESSAGE_CLASS_##class] = word,
static const char *const message_class_words[] = { MESSAGE_CLASSES(CLASS_WORD) };
WORDS_DEFINE(message_class)

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers for people. The translator shows how a number looks in the language: from the translation of
 * "1,024.5 %" come the sign between thousands, the decimal sign and the gap before the percent sign, so
 * that numbers always speak the language of the text around them, and no locale need be installed.
 *
 * Rounding is done on ratios of integers: 68.5 / 10 is 6.9 and never 6.8 because of a binary fraction.
 */
#include "number.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/times.h"
#include "say.h"

#define MINUS "\xe2\x88\x92" /* U+2212 */
#define DASH  "\xe2\x80\x93" /* U+2013 */

#define SIGN_SIZE 8

struct number_signs {
        char thousands[SIGN_SIZE], point[SIGN_SIZE], gap[SIGN_SIZE];
};

static void cut(char *sign, const char *from, const char *to) {
        size_t size = from && to && to > from ? (size_t)(to - from) : 0;

        if (size >= SIGN_SIZE)
                size = 0;
        memcpy(sign, from, size);
        sign[size] = '\0';
}

static struct number_signs number_signs(void) {
        /* The signs of the sample are used, its digits are not: keep them. */
        const char *sample = _("1,024.5 %");
        const char *hundreds = strstr(sample, "024"), *tenths = strchr(sample, '5'),
                   *percent = strchr(sample, '%');
        struct number_signs signs = { ",", ".", " " };

        if (sample[0] != '1' || !hundreds || !tenths || !percent)
                return signs;
        cut(signs.thousands, sample + 1, hundreds);
        cut(signs.point, hundreds + 3, tenths);
        cut(signs.gap, tenths + 1, percent);
        return signs;
}

int64_t number_round(int64_t numerator, int64_t denominator) {
        __int128 wide = numerator < 0 ? -(__int128)numerator : numerator;

        assert(denominator > 0);
        wide = (2 * wide + denominator) / (2 * (__int128)denominator);
        return (int64_t)(numerator < 0 ? -wide : wide);
}

/* @value is in units of the last decimal and not negative. */
static void digits_text(int64_t value, int decimals, const struct number_signs *signs, char *text) {
        char digits[24];
        int size = snprintf(digits, sizeof(digits), "%0*lld", decimals + 1, (long long)value);
        char *at = text;

        for (int i = 0; i < size; i++) {
                int left = size - decimals - i; /* digits before the point that are still to come */

                if (i > 0 && left > 0 && left % 3 == 0)
                        at = stpcpy(at, signs->thousands);
                if (left == 0)
                        at = stpcpy(at, signs->point);
                *at++ = digits[i];
        }
        *at = '\0';
}

static const char *format(int64_t numerator, int64_t denominator, int decimals, bool with_plus,
                          char *text) {
        static const int64_t scales[] = { 1, 10, 100, 1000 };
        struct number_signs signs = number_signs();
        int64_t value;
        char *at = text;

        assert(decimals >= 0 && decimals <= 3);
        if (denominator == 0) {
                text_copy(text, NUMBER_TEXT_SIZE, DASH);
                return text;
        }
        value = number_round(numerator * scales[decimals], denominator * THOUSAND);
        if (value < 0)
                at = stpcpy(at, MINUS);
        else if (value > 0 && with_plus)
                at = stpcpy(at, "+");
        digits_text(value < 0 ? -value : value, decimals, &signs, at);
        return text;
}

const char *number_text(int64_t numerator, int64_t denominator, int decimals, char *text) {
        return format(numerator, denominator, decimals, false, text);
}

const char *number_change_text(int64_t numerator, int64_t denominator, int decimals, char *text) {
        return format(numerator, denominator, decimals, true, text);
}

const char *number_percent_text(int64_t part, int64_t whole, bool with_plus, char *text) {
        struct number_signs signs = number_signs();

        if (whole == 0) {
                text_copy(text, NUMBER_TEXT_SIZE, DASH);
                return text;
        }
        if (whole < 0) {
                part = -part;
                whole = -whole;
        }
        format(part * 100 * THOUSAND, whole, 1, with_plus, text);
        stpcpy(stpcpy(text + strlen(text), signs.gap), "%");
        return text;
}

const char *number_span_text(int64_t us, char *text) {
        int64_t seconds = number_round(us, US_PER_S);

        snprintf(text, NUMBER_TEXT_SIZE, "%lld:%02lld", (long long)(seconds / 60),
                 (long long)(seconds % 60));
        return text;
}

const char *number_date_text(int64_t day, char *text) {
        struct civil civil = civil_from_days(day);

        /* TRANSLATORS: year, month and day of a date, in the order of the language */
        snprintf(text, NUMBER_TEXT_SIZE, _("%1$04d-%2$02d-%3$02d"), civil.year, civil.month,
                 civil.day);
        return text;
}

/* Characters of UTF-8 text: bytes that begin one (RFC 3629). */
static int characters(const char *words) {
        int count = 0;

        for (; *words != '\0'; words++)
                count += ((unsigned char)*words & 0xc0) != 0x80;
        return count;
}

static void pad(struct text_buffer *text, int count) {
        for (; count > 0; count--)
                text_append(text, " ");
}

void number_left(struct text_buffer *text, const char *words, int width) {
        text_append(text, words);
        pad(text, width - characters(words));
}

void number_right(struct text_buffer *text, const char *words, int width) {
        pad(text, width - characters(words));
        text_append(text, words);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Colours have contrast enough in both schemes, and print is light.
 * Source: WCAG 2.2, "relative luminance" and "contrast ratio", https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "html.h"
#include "markup.h"
#include "nattvakt/cleanup.h"

/* One of the three bytes of "#rrggbb" or "#rgb" as light, 0..1. */
static double channel(const char *colour, int which) {
        size_t digits = strcspn(colour, ";}");
        char hex[3] = "";

        if (digits == 3)
                hex[0] = hex[1] = colour[which];
        else
                memcpy(hex, colour + 2 * which, 2);
        double value = (double)strtol(hex, NULL, 16) / 255;
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

/* Of the custom property @name in the scheme that begins at @scheme. */
static double luminance(const char *scheme, const char *name) {
        char wanted[32];
        const char *at;

        snprintf(wanted, sizeof(wanted), "--%s:#", name);
        at = strstr(scheme, wanted);
        assert_non_null(at);
        at += strlen(wanted);
        return 0.2126 * channel(at, 0) + 0.7152 * channel(at, 1) + 0.0722 * channel(at, 2);
}

static double contrast(const char *scheme, const char *a, const char *b) {
        double left = luminance(scheme, a), right = luminance(scheme, b);

        return (fmax(left, right) + 0.05) / (fmin(left, right) + 0.05);
}

static const struct {
        const char *mark, *ground;
        double least; /* 4.5 for text, 3 for marks */
} pairs[] = {
        { "ink", "paper", 4.5 }, { "ink", "band", 4.5 },   { "soft", "paper", 4.5 },
        { "soft", "band", 4.5 }, { "blue", "paper", 4.5 }, { "warm", "paper", 4.5 },
        { "plan", "paper", 3 },  { "plan", "band", 3 },    { "blue", "band", 3 },
        { "warm", "band", 3 },   { "hatch", "paper", 3 },  { "hatch", "band", 3 },
        { "warm", "rose", 3 },   { "blue", "rose", 3 },    { "ink", "rose", 4.5 },
};

static void colours_have_contrast_enough_in_both_schemes(void **state) {
        const char *light = strstr(html_style, ":root{"), *dark = strstr(light + 1, ":root{"),
                   *print = strstr(dark + 1, ":root{");

        (void)state;
        for (size_t i = 0; i < ELEMENTS(pairs); i++) {
                double in_light = contrast(light, pairs[i].mark, pairs[i].ground);
                double in_dark = contrast(dark, pairs[i].mark, pairs[i].ground);

                print_message("  %s on %s: %.2f light, %.2f dark\n", pairs[i].mark, pairs[i].ground,
                              in_light, in_dark);
                assert_true(in_light >= pairs[i].least);
                assert_true(in_dark >= pairs[i].least);
                assert_true(in_light == contrast(print, pairs[i].mark, pairs[i].ground));
        }
        assert_true(strstr(html_style, "prefers-color-scheme:dark") < dark);
        assert_true(strstr(html_style, "@media print") > dark);
        assert_true(strstr(html_style, "@media print") < print);
}

static void the_style_is_xml_and_asks_no_one(void **state) {
        (void)state;
        assert_null(strpbrk(html_style, "<&"));
        assert_null(strstr(html_style, "@import"));
        assert_null(strstr(html_style, "http"));
        assert_int_equal(markup_count(html_style, "url("), markup_count(html_style, "url(#"));
        assert_int_equal(markup_count(html_style, "{"), markup_count(html_style, "}"));
        assert_non_null(strstr(html_style, "@page{size:A4;"));
}

static void text_is_escaped_and_nothing_else(void **state) {
        static const struct {
                const char *words, *escaped;
        } cases[] = {
                { "", "" },
                { "Blåbærlyngen 2 100", "Blåbærlyngen 2 100" },
                { "<", "&lt;" },
                { "a<b>&c\"d'e", "a&lt;b&gt;&amp;c&quot;d&#39;e" },
                { "&amp;", "&amp;amp;" },
                { "</td>", "&lt;/td&gt;" },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct text_buffer text = { 0 };

                text_append(&text, "|");
                html_text(&text, cases[i].words);
                assert_string_equal(text.data + 1, cases[i].escaped);
                text_buffer_done(&text);
        }
}

/* The checker of the other tests must itself find faults. */
static void the_checker_finds_what_is_wrong(void **state) {
        static const struct {
                const char *says, *markup;
                bool good;
        } cases[] = {
                { "good", "<p id=\"a\" aria-labelledby=\"a\">x &amp; y<br/></p>", true },
                { "not closed", "<p>x", false },
                { "crossed", "<p><b>x</p></b>", false },
                { "closed twice", "<p>x</p></p>", false },
                { "bare &", "<p>x & y</p>", false },
                { "unknown entity", "<p>x&nbsp;y</p>", false },
                { "bare <", "<p>x < y</p>", false },
                { "no quotes", "<p id=a>x</p>", false },
                { "an id twice", "<p id=\"a\">x</p><p id=\"a\">y</p>", false },
                { "points nowhere", "<p id=\"a\" aria-labelledby=\"a b\">x</p>", false },
                { "quote in a value", "<p id=\"a\"b\">x</p>", false },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                char page[256];

                print_message("  %s\n", cases[i].says);
                snprintf(page, sizeof(page), "<!DOCTYPE html>\n%s", cases[i].markup);
                _cleanup_(freep) char *fault = markup_fault(page);
                assert_int_equal(fault == NULL, cases[i].good);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(colours_have_contrast_enough_in_both_schemes),
                cmocka_unit_test(the_style_is_xml_and_asks_no_one),
                cmocka_unit_test(text_is_escaped_and_nothing_else),
                cmocka_unit_test(the_checker_finds_what_is_wrong),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

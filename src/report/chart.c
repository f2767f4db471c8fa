/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all pictures share.
 * Source: SVG 2 https://www.w3.org/TR/SVG2/; SVG Accessibility API Mappings
 * https://www.w3.org/TR/svg-aam-1.0/ (role img hides the parts, title and desc name the whole).
 */
#include "chart.h"

#include "html.h"

void chart_begin(struct text_buffer *text, const char *id, int height, const char *title,
                 const char *desc) {
        text_appendf(text,
                     "<svg class=\"chart\" id=\"%s\" role=\"img\" aria-labelledby=\"%s-t %s-d\" "
                     "viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\">\n"
                     "<title id=\"%s-t\">",
                     id, id, id, CHART_WIDTH, height, id);
        html_text(text, title);
        text_appendf(text, "</title>\n<desc id=\"%s-d\">", id);
        html_text(text, desc);
        text_append(text, "</desc>\n");
}

void chart_end(struct text_buffer *text) {
        text_append(text, "</svg>\n");
}

void chart_words(struct text_buffer *text, int x, int y, const char *class, const char *words) {
        text_appendf(text, "<text x=\"%d\" y=\"%d\"", x, y);
        if (class[0] != '\0')
                text_appendf(text, " class=\"%s\"", class);
        text_append(text, ">");
        html_text(text, words);
        text_append(text, "</text>\n");
}

/* Patterns are told apart by their direction, not by their colour. */
void chart_patterns(struct text_buffer *text) {
        text_append(
                text,
                "<svg class=\"defs\" aria-hidden=\"true\" focusable=\"false\" "
                "xmlns=\"http://www.w3.org/2000/svg\"><defs>\n"
                "<pattern id=\"blind\" width=\"60\" height=\"60\" patternUnits=\"userSpaceOnUse\" "
                "patternTransform=\"rotate(45)\"><path class=\"h-blind\" d=\"M0 0V60\" "
                "stroke-width=\"24\"/></pattern>\n"
                "<pattern id=\"late\" width=\"40\" height=\"40\" patternUnits=\"userSpaceOnUse\" "
                "patternTransform=\"rotate(-45)\"><path class=\"h-late\" d=\"M0 0V40\" "
                "stroke-width=\"26\"/></pattern>\n"
                "<pattern id=\"before\" width=\"50\" height=\"50\" patternUnits=\"userSpaceOnUse\" "
                "patternTransform=\"rotate(45)\"><path class=\"h-before\" d=\"M0 0V50\" "
                "stroke-width=\"16\"/></pattern>\n"
                "</defs></svg>\n");
}

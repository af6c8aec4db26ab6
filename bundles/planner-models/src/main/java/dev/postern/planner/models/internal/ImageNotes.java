// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelMessage;

/** What stands in a message's text in the place of an attachment, and says why an image is not shown. */
final class ImageNotes {
    private static final int LONGEST_NAME = 80;

    private ImageNotes() {}

    /** In the place of an image that is shown. */
    static String label(ModelImage image) {
        return label(image.name(), image.mediaType(), size(image.size()));
    }

    /** In the place of one that is not. */
    static String noted(ModelImage image, String why) {
        var label = label(image);
        return label.substring(0, label.length() - 1) + ": " + why + "]";
    }

    /** In the place of any attachment. Its name is foreign text, and must end neither the label nor a mark around it. */
    static String label(String name, String mediaType, String... more) {
        return "[attachment " + plain(name.isEmpty() ? "without a name" : name) + ", " + plain(mediaType) + ", "
                + String.join(", ", more) + "]";
    }

    private static String plain(String text) {
        var plain = text.replaceAll("[\\p{C}\\[\\]<>]", "_");
        return plain.codePointCount(0, plain.length()) > LONGEST_NAME
                ? plain.substring(0, plain.offsetByCodePoints(0, LONGEST_NAME)) + "…"
                : plain;
    }

    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        return bytes < 1_000_000 ? bytes / 1_000 + " kB" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** The conversation for a model that takes no images. */
    static List<ModelMessage> without(List<ModelMessage> messages) {
        return within(messages, 0, "this model takes no images");
    }

    /** The conversation with its newest images, as many as go into so many bytes. */
    static List<ModelMessage> within(List<ModelMessage> messages, long maxBytes) {
        return within(messages, maxBytes,
                "not shown, for with those that follow it would be more than " + size(maxBytes));
    }

    private static List<ModelMessage> within(List<ModelMessage> messages, long maxBytes, String why) {
        var fitting = new ArrayList<ModelMessage>();
        long left = maxBytes;
        boolean full = false;
        for (var message : messages.reversed()) {
            if (message instanceof ModelMessage.Said said && !said.images().isEmpty()) {
                int shown = 0;
                for (var image : said.images().reversed()) {
                    full |= image.size() > left;
                    if (!full) {
                        left -= image.size();
                        shown++;
                    }
                }
                fitting.addFirst(last(said, shown, why));
            } else {
                fitting.addFirst(message);
            }
        }
        return fitting;
    }

    private static ModelMessage.Said last(ModelMessage.Said said, int shown, String why) {
        int hidden = said.images().size() - shown;
        var text = new StringBuilder(said.text());
        for (var image : said.images().subList(0, hidden)) {
            var label = label(image);
            int place = text.indexOf(label);
            if (place >= 0) {
                text.replace(place, place + label.length(), noted(image, why));
            }
        }
        return new ModelMessage.Said(text.toString(), said.images().subList(hidden, said.images().size()));
    }
}

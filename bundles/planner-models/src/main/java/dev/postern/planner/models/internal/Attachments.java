// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.api.message.Part;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelImage;
import dev.postern.core.blob.BlobInfo;
import dev.postern.core.blob.BlobStore;
import org.jspecify.annotations.Nullable;

/** What is attached to messages: named in their text, and shown where it is a text, or an image that models take. */
final class Attachments {
    private static final String OF_NO_KIND = "application/octet-stream";

    private final BlobStore blobs;

    Attachments(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * How a model is told of one.
     *
     * @param label stands in its place in the text
     * @param image goes along
     * @param text stands below the label; empty for none
     */
    record Told(String label, Optional<ModelImage> image, String text) {
        static Told unseen(String label) {
            return new Told(label, Optional.empty(), "");
        }
    }

    /**
     * What becomes of a blob; never fails, for a turn can do without.
     *
     * @param maxBytes of an image
     * @param characters of a text
     */
    Told tell(String tenant, Part.Blob part, long maxBytes, int characters) {
        var info = blobs.info(tenant, part.blob());
        var file = blobs.file(tenant, part.blob());
        if (info.isEmpty() || file.isEmpty()) {
            return Told.unseen(ImageNotes.label(part.name(), part.mediaType(), "no longer there"));
        }
        var size = ImageNotes.size(info.get().size());
        var type = part.mediaType().startsWith("image/") || part.mediaType().equals(OF_NO_KIND)
                ? type(file.get())
                : Optional.<ImageType>empty();
        if (type.isEmpty()) {
            return AttachedText.of(part.mediaType(), file.get(), characters).map(text -> read(part, size, text))
                    .orElseGet(() -> Told.unseen(
                            ImageNotes.label(part.name(), part.mediaType(), size, "blob " + part.blob())));
        }
        var image = image(part, info.get(), type.get());
        return image.size() > maxBytes
                ? Told.unseen(ImageNotes.noted(image,
                        "not shown, for images are " + ImageNotes.size(maxBytes) + " at most"))
                : new Told(ImageNotes.label(image), Optional.of(image), "");
    }

    private static Told read(Part.Blob part, String size, AttachedText text) {
        var shown = text.isWhole() ? "" : ": its first " + text.text().length() + " characters";
        return new Told(ImageNotes.label(part.name(), part.mediaType(), size + shown), Optional.empty(), text.text());
    }

    private static ModelImage image(Part.Blob part, BlobInfo info, ImageType type) {
        return new ModelImage(part.blob(), type.mediaType(), part.name(), info.size());
    }

    private static Optional<ImageType> type(Path file) {
        try (var in = Files.newInputStream(file)) {
            return ImageType.of(in.readNBytes(ImageType.HEAD));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * The bytes of an image.
     *
     * @throws ModelException when they went meanwhile
     */
    byte[] bytes(String tenant, ModelImage image) throws ModelException {
        try {
            var file = blobs.file(tenant, image.blob());
            if (file.isPresent()) {
                return Files.readAllBytes(file.get());
            }
            throw gone(image, null);
        } catch (IOException e) {
            throw gone(image, e);
        }
    }

    private static ModelException gone(ModelImage image, @Nullable IOException cause) {
        return new ModelException(new ModelFailure.RequestRefused(),
                "the image " + image.blob() + " of the conversation cannot be read any more", cause);
    }
}

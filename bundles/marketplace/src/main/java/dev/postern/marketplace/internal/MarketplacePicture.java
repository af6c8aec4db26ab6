// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.util.Base64;
import java.util.stream.Stream;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code marketplace.picture}: no browser asks a marketplace itself. */
@Component
@WireMethod(name = "marketplace.picture", scope = "plugins:read",
        description = "Gives an icon or a screenshot of a marketplace, with the digest that its catalogue says.")
public final class MarketplacePicture implements Method<MarketplacePicture.Params, MarketplacePicture.Answer> {
    private final Shelves shelves;

    /** Over what is configured. */
    @Activate
    public MarketplacePicture(@Reference Shelves shelves) {
        this.shelves = shelves;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws WireException, InterruptedException {
        Shelf shelf = shelves.named(params.marketplace())
                .orElseThrow(() -> WireException.notFound("marketplace", params.marketplace()));
        CatalogueFile file = shelf.edition().stream().flatMap(edition -> edition.catalogue().plugins().stream())
                .flatMap(plugin -> Stream.concat(plugin.icon().stream(), plugin.screenshots().stream()))
                .filter(each -> each.sha256().equals(params.sha256())).findFirst()
                .orElseThrow(() -> WireException.notFound("picture", params.sha256()));
        try {
            var picture = new Pictures(shelves.folder().resolve(params.marketplace()).resolve("pictures"))
                    .get(file, shelf.folder());
            return new Answer(picture.type(), Base64.getEncoder().encodeToString(picture.content()));
        } catch (Trouble trouble) {
            throw new WireException(ErrorCode.UNAVAILABLE, "the picture cannot be had: " + trouble.text());
        } catch (IOException disk) {
            throw new WireException(ErrorCode.UNAVAILABLE, "the picture cannot be kept: " + disk);
        }
    }

    /**
     * Which.
     *
     * @param marketplace its name
     * @param sha256 of the picture
     */
    public record Params(
            @Description("The marketplace's name.") @Size(max = 64) String marketplace,
            @Description("The picture's SHA-256, as marketplace.search and marketplace.show give it.") @Pattern(CatalogueFile.SHA256) String sha256) {}

    /**
     * A picture.
     *
     * @param type its media type, by its first bytes
     * @param base64 its content
     */
    public record Answer(
            @Description("Its media type, as its first bytes say: image/png, image/jpeg, image/webp or image/gif.") String type,
            @Description("Its content, in Base64.") String base64) {}
}

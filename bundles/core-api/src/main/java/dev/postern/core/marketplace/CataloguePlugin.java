// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.marketplace;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;

/**
 * A version of a plugin as a marketplace has it.
 *
 * @param id the plugin's id
 * @param version its bundle's version
 * @param title its name for people
 * @param description what it is for, in text
 * @param api packages of ours that it imports, each with its range: {@code dev.postern.api.tool;[1.3,2)}
 * @param file the jar
 * @param publisher whom the certificate names that signed it
 * @param key SHA-256 of the public key that signed it
 * @param licence an SPDX expression, or what its manifest says
 * @param sbom its bill of materials
 * @param permissions what it asks for, each as kind and name, such as {@code host api.example.org}
 * @param tools its tools, {@code <name>@<version>}
 * @param maturity how far it has come
 * @param published when it came into the marketplace
 * @param homepage where people read more
 * @param icon a picture
 * @param screenshots pictures
 * @param yanked that it was taken back, and why
 */
@Description("A version of a plugin.")
public record CataloguePlugin(
        @Description("The plugin's id.") @Pattern(ID) String id,
        @Description("Its bundle's version.") @Size(max = 64) @Pattern(VERSION) String version,
        @Description("Its name for people.") @Size(max = MAX_LINE) String title,
        @Description("What it is for.") @Size(max = MAX_TEXT) String description,
        @Description("Packages of the plugin API that it imports, each with its range after a semicolon.") @Size(
                max = 100) List<String> api,
        @Description("The jar, signed.") CatalogueFile file,
        @Description("Whom the certificate names that signed it; only the key is checked.") @Size(
                max = MAX_LINE) String publisher,
        @Description("SHA-256 of the public key that signed it, hex.") @Pattern(CatalogueFile.SHA256) String key,
        @Description("Its licence, an SPDX expression.") @Size(min = 1, max = MAX_LINE) String licence,
        @Description("Its bill of materials.") Optional<CatalogueFile> sbom,
        @Description("What it asks for, each as kind and name, such as host api.example.org.") @Size(
                max = 1_000) List<String> permissions,
        @Description("Its tools, each as name@version.") @Size(max = 1_000) List<String> tools,
        @Description("How far it has come.") Maturity maturity,
        @Description("When it came into the marketplace.") Instant published,
        @Description("Where people read more.") @Size(max = 1_000) @Pattern("^https://") Optional<URI> homepage,
        @Description("A picture.") Optional<CatalogueFile> icon,
        @Description("Pictures.") @Size(
                max = MAX_SCREENSHOTS) List<CatalogueFile> screenshots,
        @Description("That it was taken back: it is never chosen, and is had by its exact version only.") Optional<Yanked> yanked) {
    /** A plugin's id. */
    public static final String ID = "^[a-z0-9][a-z0-9.-]{0,63}$";

    /** A version of OSGi Core 8, 3.2.5, all three numbers there. */
    public static final String VERSION = "^[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}(\\.[A-Za-z0-9_-]+)?$";

    /** The most characters of what stands on one line. */
    public static final int MAX_LINE = 200;

    /** The most characters of a description. */
    public static final int MAX_TEXT = 4_000;

    /** The most pictures beside the icon. */
    public static final int MAX_SCREENSHOTS = 10;

    /** Copies the lists. */
    public CataloguePlugin {
        api = List.copyOf(api);
        permissions = List.copyOf(permissions);
        tools = List.copyOf(tools);
        screenshots = List.copyOf(screenshots);
    }

    /** The same, taken back or not. */
    public CataloguePlugin withYanked(Optional<Yanked> back) {
        return new CataloguePlugin(id, version, title, description, api, file, publisher, key, licence, sbom,
                permissions,
                tools, maturity, published, homepage, icon, screenshots, back);
    }

    /** How far a plugin has come. */
    public enum Maturity {
        /** An idea to try. */
        EXPERIMENTAL,
        /** It does what it shall, and may change. */
        BETA,
        /** For use. */
        STABLE,
        /** Look for another. */
        DEPRECATED
    }

    /**
     * That a version was taken back.
     *
     * @param reason for people
     * @param at when
     */
    public record Yanked(
            @Description("Why.") @Size(min = 1, max = MAX_LINE) String reason,
            @Description("When.") Instant at) {}
}

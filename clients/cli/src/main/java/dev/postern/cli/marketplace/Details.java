// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.postern.core.marketplace.CataloguePlugin.Maturity;

/**
 * What a publisher says of a version beside what its jar says.
 *
 * @param licence an SPDX expression
 * @param description in text
 * @param maturity how far it has come
 * @param homepage where people read more
 * @param sbom its bill of materials
 * @param icon a picture
 * @param screenshots pictures
 */
public record Details(Optional<String> licence, Optional<String> description, Optional<Maturity> maturity,
        Optional<URI> homepage, Optional<Path> sbom, Optional<Path> icon, List<Path> screenshots) {}

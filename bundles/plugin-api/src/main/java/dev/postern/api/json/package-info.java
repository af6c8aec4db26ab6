/** JSON values as they cross every boundary of Postern, without any library's types. */
@Export
@Version("1.1.0")
@NullMarked
package dev.postern.api.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

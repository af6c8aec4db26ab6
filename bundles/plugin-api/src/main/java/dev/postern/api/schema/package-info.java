/** Annotations on record components that the compile-time processor turns into JSON Schema 2020-12. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.schema;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

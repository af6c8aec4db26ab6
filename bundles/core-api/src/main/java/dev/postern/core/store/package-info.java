/** The journal and its projections: what is written together, and what can be read. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

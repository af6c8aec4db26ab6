/** Strict JSON, records and schemas, behind one service so that no library shows. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

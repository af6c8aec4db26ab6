/** A person's word on a call: what is asked, and what became of it. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.approval;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

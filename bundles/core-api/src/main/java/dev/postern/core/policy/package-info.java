/** Who may do what: the documents, what is judged by them, and what they say. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
